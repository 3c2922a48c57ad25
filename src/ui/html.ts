import type { html } from 'hono/html'

/** Safe markup: the text of a template with everything put into it escaped. */
export type Html = ReturnType<typeof html>

/** What a template may hold: markup, or text that is escaped. */
export type Content = Html | string | number
