import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Deps } from '../../deps.ts'
import { uiFiles } from '../../ui/files.ts'
import { readForm } from '../body.ts'
import { limitBody, loginBytes, messageBytes } from '../limits.ts'
import { showPage } from '../page.ts'
import { ownFormsOnly } from './own-form.ts'
import { logIn, logOut, requireAdmin } from './session.ts'

/** Everything for administrators, to be mounted at `/admin`: the log-in, and behind it the pages given. */
export function adminRoutes(deps: Deps, pages: readonly Hono[]): Hono {
  const admin = new Hono().route('/', uiFiles())
  admin.get('/login', (c) => showPage(c, 'Log in', loginForm(c.req.query('next') ?? '', '')))
  admin.post('/login', ownFormsOnly(deps), limitBody(loginBytes), async (c) => {
    const form = await readForm(c)
    const next = String(form.next ?? '')
    if (await logIn(c, deps, String(form.token ?? ''))) return c.redirect(ownPath(next), 303)
    return showPage(c, 'Log in', loginForm(next, 'That is not the admin token.'), { status: 403 })
  })
  admin.use(requireAdmin(deps), limitBody(messageBytes))
  admin.post('/logout', async (c) => {
    await logOut(c, deps)
    return c.redirect('/admin/login', 303)
  })
  for (const page of pages) admin.route('/', page)
  return admin
}

function loginForm(next: string, problem: string) {
  return html`<form method="post" action="/admin/login" class="card login">
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <input type="hidden" name="next" value="${next}" />
    <label>Admin token <input type="password" name="token" autocomplete="current-password" required autofocus aria-describedby="hint" /></label>
    <p class="meta" id="hint">The ADMIN_TOKEN that you set, or that the first start printed.</p>
    <button>Log in</button>
  </form>`
}

/** Only a path of our own: a link to the log-in page must not send people elsewhere. */
function ownPath(next: string): string {
  return /^\/(admin|i)([/?][^\\\p{Cc}]*)?$/u.test(next) ? next : '/admin'
}
