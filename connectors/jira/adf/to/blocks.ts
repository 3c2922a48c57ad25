// One file: what an element adds calls the adders of other elements again.

import type { Element, ElementContent } from 'hast'
import type { AdfNode } from '../document.ts'
import { addBreak, addText } from '../inline-run.ts'
import { type Container, isAllowed } from './allowed-blocks.ts'
import { addCode } from './code-block.ts'
import { expandOf } from './expand.ts'
import { endParagraph, type Flow, type Scope } from './flow.ts'
import { addCheckbox, addImage, addRule } from './leaf-elements.ts'
import { listOf } from './lists.ts'
import { markOf, strong, withMark } from './marks.ts'
import { plainText } from './plain-text.ts'
import { cellsOf, partsOf, rowOf } from './tables.ts'

/** Elements nested deeper than this give only their text. */
const maxDepth = 50

/** Adds an element. All of them stand in this file, though it is long: what they add calls them again. */
type Add = (element: Element, scope: Scope, flow: Flow) => void

const adders = new Map<string, Add>([
  ['br', (_, __, { run }) => addBreak(run)],
  ['img', addImage],
  ['input', addCheckbox],
  ['hr', addRule],
  ['pre', addCode],
  ['blockquote', addQuote],
  ['details', addDetails],
  ['ul', addList],
  ['ol', addList],
  ['table', addTable],
  ...each(['p', 'div', 'section', 'li', 'dl', 'dd'], addApart),
  ...each(['dt', 'summary'], addTitle),
  ...each(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'], addHeading),
])

/** Returns the blocks of a document. A block that is not allowed in its container becomes text there. */
export function documentBlocks(children: readonly ElementContent[]): AdfNode[] {
  return blocksIn('doc', children, { container: 'doc', marks: [], level: 0, depth: 0 })
}

function blocksIn(
  container: Container,
  children: readonly ElementContent[],
  around: Scope,
): AdfNode[] {
  const scope = { ...around, container, level: 0 }
  const flow: Flow = { blocks: [], run: [] }
  addAll(children, scope, flow)
  endParagraph(scope, flow)
  return flow.blocks
}

function addAll(children: readonly ElementContent[], scope: Scope, flow: Flow): void {
  for (const child of children) add(child, scope, flow)
}

function add(node: ElementContent, scope: Scope, flow: Flow): void {
  if (node.type === 'text') addText(flow.run, node.value, scope.marks)
  else if (node.type !== 'element') return
  else if (scope.depth < maxDepth) addElement(node, scope, flow)
  else addText(flow.run, ` ${plainText(node, ' ')} `, scope.marks)
}

function addElement(node: Element, scope: Scope, flow: Flow): void {
  const inside = { ...scope, depth: scope.depth + 1 }
  const mark = markOf(node)
  const adder = adders.get(node.tagName)
  if (mark) addAll(node.children, { ...inside, marks: withMark(scope.marks, mark) }, flow)
  else if (adder) adder(node, inside, flow)
  else addAll(node.children, inside, flow)
}

function addApart({ children }: Element, scope: Scope, flow: Flow): void {
  endParagraph(scope, flow)
  addAll(children, scope, flow)
  endParagraph(scope, flow)
}

function addTitle(element: Element, scope: Scope, flow: Flow): void {
  addApart(element, { ...scope, marks: withMark(scope.marks, strong) }, flow)
}

function addHeading(element: Element, scope: Scope, flow: Flow): void {
  endParagraph(scope, flow)
  const level = Number(element.tagName.slice(1))
  if (isAllowed('heading', scope.container)) addApart(element, { ...scope, level }, flow)
  else addTitle(element, scope, flow)
}

function addQuote(element: Element, scope: Scope, flow: Flow): void {
  endParagraph(scope, flow)
  const content = blocksIn('blockquote', element.children, scope)
  if (!isAllowed('blockquote', scope.container)) flow.blocks.push(...content)
  else if (content.length > 0) flow.blocks.push({ type: 'blockquote', content })
}

function addDetails(element: Element, scope: Scope, flow: Flow): void {
  const types = ['expand', 'nestedExpand'] as const
  const type = types.find((one) => isAllowed(one, scope.container))
  endParagraph(scope, flow)
  if (type) flow.blocks.push(expandOf(element, type, (rest) => blocksIn(type, rest, scope)))
  else addApart(element, scope, flow)
}

function addList(element: Element, scope: Scope, flow: Flow): void {
  endParagraph(scope, flow)
  const list = listOf(element, (children) => blocksIn('listItem', children, scope))
  if (list) flow.blocks.push(list)
}

function addTable(element: Element, scope: Scope, flow: Flow): void {
  let rows: AdfNode[] = []
  endParagraph(scope, flow)
  const parts = partsOf(element)
  for (const [index, part] of parts.entries()) {
    const cells = cellsOf(part)
    if (!cells || !isAllowed('table', scope.container)) {
      addLine(cells ?? [part], scope, flow)
      rows = []
    } else if (cells.length > 0) {
      if (rows.length === 0) flow.blocks.push({ type: 'table', content: rows })
      const blocksOf = (children: ElementContent[]) => blocksIn('tableCell', children, scope)
      rows.push(rowOf(cells, blocksOf, parts.length - index))
    }
  }
}

/** Adds a row as a line where no table is allowed. */
function addLine(cells: readonly ElementContent[], scope: Scope, flow: Flow): void {
  for (const [index, cell] of cells.entries()) {
    if (index > 0) addText(flow.run, ' | ', scope.marks)
    add(cell, scope, flow)
  }
  endParagraph(scope, flow)
}

function each(names: readonly string[], adder: Add): [string, Add][] {
  return names.map((name) => [name, adder])
}
