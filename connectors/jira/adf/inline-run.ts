import { type AdfMark, type AdfNode, isSameMark, textNode } from './document.ts'
import { isCode, splitEdgeWhitespace } from './edge-whitespace.ts'

/** The texts and line breaks gathered so far for one paragraph. */
export type InlineRun = AdfNode[]

const none: readonly AdfMark[] = []

/** Whitespace that is not one space alone. */
const wideSpace = /[ \t\n\f\r]{2,}|[\t\n\f\r]/g

/** Adds a text. Whitespace collapses as in HTML, except in code. */
export function addText(run: InlineRun, text: string, marks: readonly AdfMark[]): void {
  const isMarkedCode = marks.some(({ type }) => type === 'code')
  // Parsers differ on code of nothing but spaces.
  const keeps = isMarkedCode && /[^ \t\n\f\r]/.test(text)
  const flat = text.toWellFormed().replace(keeps ? /[\n\f\r]+/g : wideSpace, ' ')
  const shown = isMarkedCode || !endsWithSpace(run) ? flat : flat.replace(/^ /, '')
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

function joined(run: readonly AdfNode[]): AdfNode[] {
  const nodes: AdfNode[] = []
  for (const node of run) {
    const last = nodes.at(-1)
    if (last?.text === undefined || node.text === undefined || !hasSameMarks(last, node)) {
      nodes.push(node)
    } else nodes[nodes.length - 1] = { ...last, text: last.text + node.text }
  }
  return nodes
}

function hasSameMarks({ marks = none }: AdfNode, { marks: others = none }: AdfNode): boolean {
  if (marks === others) return true
  return marks.length === others.length && marks.every((mark, at) => isSame(mark, others[at]))
}

function isSame(mark: AdfMark, other: AdfMark | undefined): boolean {
  return other !== undefined && isSameMark(mark, other)
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
