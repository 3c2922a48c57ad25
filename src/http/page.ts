import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Html } from '../ui/html.ts'
import { layout } from '../ui/layout.ts'

/** How a small page differs from the usual one. */
interface Manner {
  readonly status?: 200 | 400 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 502 | 503 | 507
  /** Whether the script shows it anew every half a minute. */
  readonly live?: boolean
}

/** A small page with a title and what stands below it, for people who need not be logged in. */
export function showPage(
  c: Context,
  title: string,
  content: Html,
  { status = 200, live = false }: Manner = {},
) {
  const whole = html`<h1><bdi>${title}</bdi></h1>${content}`
  return c.html(layout({ title, content: whole, live }), status)
}
