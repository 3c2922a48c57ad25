import type { Element } from 'hast'
import { textNode } from '../document.ts'
import { endParagraph, type Flow, type Scope } from './flow.ts'
import { plainText } from './plain-text.ts'

/** Adds a code block with its exact text, less the line end that Markdown puts after the last line. */
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
