import { isCode, withBareBlanks } from './blanks.ts'
import { type AdfMark, type AdfNode, textNode } from './document.ts'

/** Text and line breaks that are still being gathered for a paragraph. */
export type Run = AdfNode[]

/** Adds text, its blanks joined as HTML joins them. Code keeps its own. */
export function addText(run: Run, text: string, marks: readonly AdfMark[]): void {
  const isCode = marks.some(({ type }) => type === 'code')
  const flat = text.toWellFormed().replace(isCode ? /[\n\f\r]+/g : /[ \t\n\f\r]+/g, ' ')
  const shown = isCode || !endsLine(run) ? flat : flat.replace(/^ /, '')
  if (shown !== '') run.push(textNode(shown, marks))
}

/** Adds a line break, except at the start. */
export function addBreak(run: Run): void {
  trimEnd(run)
  if (run.length > 0) run.push({ type: 'hardBreak' })
}

/** Empties the run and returns what it held: no blank nor break at its end, texts with the same marks joined. */
export function takeRun(run: Run): AdfNode[] {
  while (trimEnd(run) || run.at(-1)?.type === 'hardBreak') {
    if (run.at(-1)?.type === 'hardBreak') run.pop()
  }
  const nodes = joined(withBareBlanks(run))
  run.length = 0
  return nodes
}

function joined(run: Run): AdfNode[] {
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
  return other?.text !== undefined && JSON.stringify(one.marks) === JSON.stringify(other.marks)
}

function endsLine(run: Run): boolean {
  const last = run.at(-1)
  return !last || last.type === 'hardBreak' || (!isCode(last) && last.text?.endsWith(' ') === true)
}

/** Takes the blank from the end of the last text, and says whether there was one. */
function trimEnd(run: Run): boolean {
  const last = run.at(-1)
  if (!last?.text?.endsWith(' ') || isCode(last)) return false
  run.pop()
  if (last.text !== ' ') run.push({ ...last, text: last.text.slice(0, -1) })
  return true
}
