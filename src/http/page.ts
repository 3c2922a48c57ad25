import type { Context } from 'hono'
import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

/** A small page with a title and what stands below it. */
export function showPage(
  c: Context,
  title: string,
  content: HtmlEscapedString | Promise<HtmlEscapedString>,
  status: 200 | 403 | 404 = 200,
) {
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title} · Lockstep</title>
          <link rel="stylesheet" href="/admin/style.css" />
        </head>
        <body>
          <main>
            <h1>${title}</h1>
            ${content}
          </main>
        </body>
      </html>`,
    status,
  )
}
