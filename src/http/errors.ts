import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Deps } from '../deps.ts'
import type { HttpError } from '../domain/errors.ts'
import { pageHeaders } from './headers.ts'
import { showPage } from './page.ts'

const titles: Readonly<Record<number, string>> = {
  400: 'Not understood',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible now',
  413: 'Too large',
  422: 'Invalid input',
  429: 'Too many tries',
  502: 'Refused by the tracker',
  503: 'Not now',
  507: 'No room',
}

/** Returns a refusal: to a person in a browser as a page, to a program as JSON. */
export async function answerRefusal(
  c: Context,
  deps: Deps,
  { status, message, headers = {} }: Pick<HttpError, 'status' | 'message'> & Partial<HttpError>,
): Promise<Response> {
  if (!c.req.header('accept')?.includes('text/html')) return c.json({ message }, status, headers)
  const content = html`<p>${message}</p><p><a href="/admin">Go to the console</a></p>`
  c.res = await showPage(c, titles[status] ?? 'Refused', content, { status })
  for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
  await pageHeaders(deps)(c, async () => {})
  return c.res
}
