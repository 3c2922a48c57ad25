import type { Element } from 'hast'
import { paragraph, textNode } from '../document.ts'
import { addText } from '../inline-run.ts'
import { isAllowed } from './allowed-blocks.ts'
import { endParagraph, type Flow, type Scope } from './flow.ts'
import { linkTo, withMark } from './marks.ts'
import { replacementText } from './plain-text.ts'

/** Adds an image as a link with its alternative text: Jira shows no image by its address. */
export function addImage(element: Element, { marks }: Scope, { run }: Flow): void {
  const link = marks.some(({ type }) => type === 'link') ? null : linkTo(element.properties.src)
  addText(run, replacementText(element), link ? withMark(marks, link) : marks)
}

/** Adds a checkbox as a character. Jira allows its own task lists in few places, and one line in a task. */
export function addCheckbox(element: Element, { marks }: Scope, { run }: Flow): void {
  addText(run, replacementText(element), marks)
}

/** Adds a rule, or a line of text if no rule is allowed. */
export function addRule(_: Element, scope: Scope, flow: Flow): void {
  endParagraph(scope, flow)
  const allowed = isAllowed('rule', scope.container)
  flow.blocks.push(allowed ? { type: 'rule' } : paragraph([textNode('———')]))
}
