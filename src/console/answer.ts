import type { Context } from 'hono'
import { html } from 'hono/html'
import { address } from '../ui/address.ts'
import type { Html } from '../ui/html.ts'
import { layout, type Page } from '../ui/layout.ts'

/** Whether a person in a browser asks, not a program. */
export function isBrowser(c: Context): boolean {
  return c.req.header('accept')?.includes('text/html') ?? false
}

/** A page of the console, below the notice of what was done before. */
export function showConsole(c: Context, page: Page): Response | Promise<Response> {
  return c.html(layout({ ...page, content: html`${notice(c)}${page.content}` }))
}

const notices = {
  retried: (n: string) => `${n} failed jobs run again.`,
  dismissed: () => 'The job is given up. It no longer counts as a problem.',
  refreshed: () => 'The issue is read again, after its earlier jobs.',
  linked: () => 'The finding is linked to the issue.',
  unlinked: () => 'The finding is unlinked. It is filed anew.',
  paused: () => 'Paused. Nothing is written there until it is resumed.',
  resumed: () => 'Resumed.',
  ended: () => 'The log-in ended. Its cookie is worth nothing now.',
  processed: () => 'The message was processed again.',
} as const

/** What an action did, as the next page says it. */
export type Done = keyof typeof notices

/** Ends an action: people are led to `path`, which says what was done; programs get `data`. */
export function finish(
  c: Context,
  { did, path, count }: { readonly did: Done; readonly path: string; readonly count?: number },
  data: object,
): Response {
  if (!isBrowser(c)) return c.json(data)
  const [way = '', query = ''] = path.split('?')
  const values = Object.fromEntries(new URLSearchParams(query))
  return c.redirect(address(way, { ...values, did, count }), 303)
}

/** Says only what is in the list above, whatever the address says. */
function notice(c: Context): Html | '' {
  const did = c.req.query('did') ?? ''
  if (!Object.hasOwn(notices, did)) return ''
  const count = /^\d{1,6}$/.exec(c.req.query('count') ?? '')?.[0] ?? '0'
  return html`<p class="notice" role="status">${notices[did as Done](count)}</p>`
}

/** A value for programs: epoch milliseconds become ISO 8601. */
export function forPrograms(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => forPrograms(item))
  if (typeof value === 'number' && /^(at|since|nextTry|from|to)$|At$|Since$/.test(name))
    return new Date(value).toISOString()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, forPrograms(inner, key)]),
  )
}
