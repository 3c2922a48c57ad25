import { html } from 'hono/html'

/** Safe markup: the text of a template with everything put into it escaped. */
export type Html = ReturnType<typeof html>

/** A text of ours in which names stand between backticks. */
export function withCode(text: string): Html {
  const parts = text.split('`')
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`
}

/** What a template may hold: markup, or text that is escaped. */
export type Content = Html | string | number
