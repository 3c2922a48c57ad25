import { type AdfMark, type AdfNode, textNode } from './document.ts'
import { isCode, splitEdgeWhitespace } from './edge-whitespace.ts'

/** The texts and line breaks gathered so far for one paragraph. */
export type InlineRun = AdfNode[]

/** Adds a text. Whitespace collapses as in HTML, except in code. */
export function addText(run: InlineRun, text: string, marks: readonly AdfMark[]): void {
  const keeps = marks.some(({ type }) => type === 'code')
  const flat = text.toWellFormed().replace(keeps ? /[\n\f\r]+/g : /[ \t\n\f\r]+/g, ' ')
  const shown = keeps || !endsWithSpace(run) ? flat : flat.replace(/^ /, '')
  if (shown !== '') run.push(textNode(shown, marks))
}

/** Adds a line break, except at the start. */
export function addBreak(run: InlineRun): void {
  trimEnd(run)
  if (run.length > 0) run.push({ type: 'hardBreak' })
}

/**
 * Empties the run and returns what it held: nothing blank at its end, and neighbours with the same
 * marks joined.
 */
export function takeRun(run: InlineRun): AdfNode[] {
  while (trimEnd(run) || run.at(-1)?.type === 'hardBreak') {
    if (run.at(-1)?.type === 'hardBreak') run.pop()
  }
  const nodes = joined(splitEdgeWhitespace(run))
  run.length = 0
  return nodes
}

function joined(run: InlineRun): AdfNode[] {
  const nodes: AdfNode[] = []
  let texts: string[] = []
  for (const [index, node] of run.entries()) {
    texts.push(node.text ?? '')
    if (node.text !== undefined && alike(node, run[index + 1])) continue
    nodes.push(node.text === undefined ? node : { ...node, text: texts.join('') })
    texts = []
  }
  return nodes
}

function alike(one: AdfNode, other: AdfNode | undefined): boolean {
  if (other?.text === undefined) return false
  return one.marks === other.marks || JSON.stringify(one.marks) === JSON.stringify(other.marks)
}

function endsWithSpace(run: InlineRun): boolean {
  const last = run.at(-1)
  return !last || last.type === 'hardBreak' || (!isCode(last) && last.text?.endsWith(' ') === true)
}

/** Removes the space from the end of the last text. Returns whether there was one. */
function trimEnd(run: InlineRun): boolean {
  const last = run.at(-1)
  if (!last?.text?.endsWith(' ') || isCode(last)) return false
  run.pop()
  if (last.text !== ' ') run.push({ ...last, text: last.text.slice(0, -1) })
  return true
}
