import { type AdfMark, type AdfNode, paragraph } from '../document.ts'
import { type InlineRun, takeRun } from '../inline-run.ts'
import type { Container } from './allowed-blocks.ts'

/** What surrounds a piece of the tree. */
export interface Scope {
  readonly container: Container
  readonly marks: readonly AdfMark[]
  /** The level of the heading it is in, or 0. */
  readonly level: number
  /** The number of elements around it. */
  readonly depth: number
}

/** The blocks made so far, and the text of the next paragraph. */
export interface Flow {
  readonly blocks: AdfNode[]
  readonly run: InlineRun
}

/** Ends the paragraph, or the heading, with the text gathered so far. */
export function endParagraph({ level }: Scope, { blocks, run }: Flow): void {
  if (run.length === 0) return
  const content = takeRun(run)
  if (content.length === 0) return
  blocks.push(level > 0 ? { type: 'heading', attrs: { level }, content } : paragraph(content))
}
