import { createYielder } from '../../../src/platform/yield.ts'
import { toHtml, toPlainHtml } from '../../../src/text/markdown-html.ts'

/** Characters that one page renders. What goes beyond is shown as it is written. */
const mostRendered = 400_000
/** Characters of HTML that are kept for the next view. */
const mostKept = 4_000_000

/** Returns the HTML of each of a page's texts. */
export type RenderTexts = (texts: readonly string[]) => Promise<ReadonlyMap<string, string>>

/**
 * Makes the renderer of pages. It keeps the HTML of the texts seen last, so that a page is not
 * rendered at each view, and lets the process go on to other work between two texts.
 */
export function createTextRenderer(render: (text: string) => string = toHtml): RenderTexts {
  const kept = new Map<string, string>()
  let size = 0

  function keep(text: string, html: string): void {
    kept.set(text, html)
    size += text.length + html.length
    for (const [oldest, its] of kept) {
      if (size <= mostKept) return
      kept.delete(oldest)
      size -= oldest.length + its.length
    }
  }

  return async (texts) => {
    const yieldNow = createYielder()
    const rendered = new Map<string, string>()
    let left = mostRendered
    for (const text of new Set(texts)) {
      const known = kept.get(text)
      if (known === undefined) left -= text.length
      const html = known ?? (left < 0 ? toPlainHtml(text) : render(text))
      if (known === undefined && left >= 0) keep(text, html)
      rendered.set(text, html)
      await yieldNow()
    }
    return rendered
  }
}
