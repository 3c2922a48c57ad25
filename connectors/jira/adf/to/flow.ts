import type { Element } from 'hast'
import { type AdfMark, type AdfNode, paragraph, textNode } from '../document.ts'
import { addText, type InlineRun, takeRun } from '../inline-run.ts'
import { linkTo, withMark } from './marks.ts'
import { mayStand, type Place } from './places.ts'
import { plainText, replacementOf } from './plain-text.ts'

/** Where a piece of the tree stands. `level` is that of the heading it is in, or 0; `depth` counts the elements around it. */
export interface Scope {
  readonly place: Place
  readonly marks: readonly AdfMark[]
  readonly level: number
  readonly depth: number
}

/** The blocks made so far, and the text that the next paragraph will have. */
export interface Flow {
  readonly blocks: AdfNode[]
  readonly run: InlineRun
}

/** Makes a paragraph, or a heading in one, of the text gathered so far. */
export function endParagraph({ level }: Scope, { blocks, run }: Flow): void {
  const content = takeRun(run)
  if (content.length === 0) return
  blocks.push(level > 0 ? { type: 'heading', attrs: { level }, content } : paragraph(content))
}

/** An image becomes a link to it, by its address or with its alternative text. */
export function addImage(element: Element, { marks }: Scope, { run }: Flow): void {
  const link = marks.some(({ type }) => type === 'link') ? null : linkTo(element.properties.src)
  addText(run, replacementOf(element), link ? withMark(marks, link) : marks)
}

/** A checkbox becomes a character: Jira's own list of tasks may not stand everywhere, nor hold more than a line. */
export function addCheckbox(element: Element, { marks }: Scope, { run }: Flow): void {
  addText(run, replacementOf(element), marks)
}

/** A rule, or where none may stand a line of text. */
export function addRule(_: Element, scope: Scope, flow: Flow): void {
  endParagraph(scope, flow)
  const allowed = mayStand('rule', scope.place)
  flow.blocks.push(allowed ? { type: 'rule' } : paragraph([textNode('———')]))
}

/** A block of code with its text exact, but for the line end that Markdown puts after the last line. */
export function addCode(element: Element, scope: Scope, flow: Flow): void {
  endParagraph(scope, flow)
  const text = plainText(element, '\n').replace(/\r\n?/g, '\n').replace(/\n$/, '')
  const language = languageOf(element)
  flow.blocks.push({
    type: 'codeBlock',
    ...(language && { attrs: { language } }),
    ...(text && { content: [textNode(text)] }),
  })
}

function languageOf({ children }: Element): string {
  for (const child of children) {
    if (child.type !== 'element' || !Array.isArray(child.properties.className)) continue
    for (const name of child.properties.className) {
      const [, language] = /^language-([\w+#.-]+)$/.exec(String(name)) ?? []
      if (language) return language
    }
  }
  return ''
}
