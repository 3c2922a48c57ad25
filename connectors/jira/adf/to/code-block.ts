import type { Element } from 'hast'
import { textNode } from '../document.ts'
import { endParagraph, type Flow, type Scope } from './flow.ts'
import { plainText } from './plain-text.ts'

/** Adds a code block with its exact text, less the line end that Markdown puts after the last line. */
export function addCode(element: Element, scope: Scope, flow: Flow): void {
  endParagraph(scope, flow)
  const info = infoOf(element)
  const isLanguage = /^[\w+#.-]+$/.test(info)
  const code = plainText(element, '\n').replace(/\r\n?/g, '\n').replace(/\n$/, '')
  // After a fence may stand code in place of a language.
  const text = isLanguage || info === '' ? code : `${info}\n${code}`
  flow.blocks.push({
    type: 'codeBlock',
    ...(isLanguage && { attrs: { language: info } }),
    ...(text && { content: [textNode(text)] }),
  })
}

/** Returns what follows `language-` in a class of the `<code>`. */
function infoOf({ children }: Element): string {
  for (const child of children) {
    if (child.type !== 'element' || !Array.isArray(child.properties.className)) continue
    for (const name of child.properties.className) {
      const [, info] = /^language-(.+)$/s.exec(String(name)) ?? []
      if (info) return info.toWellFormed()
    }
  }
  return ''
}
