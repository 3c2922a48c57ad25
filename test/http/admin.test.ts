import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminToken, type Options, startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'

const hour = 3_600_000
const own = 'http://127.0.0.1:8787'

let bridge: TestBridge
const clock = { now: 0 }
beforeEach(() => {
  clock.now = Date.parse('2026-01-01')
  bridge = startBridge({ clock })
})
afterEach(() => bridge.stop())

describe('the log-in', () => {
  it('gives the admin token a cookie that scripts and other sites cannot use', async () => {
    const response = await logIn(adminToken, { next: '/admin/jobs' })

    const cookie = response.headers.get('set-cookie')
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/admin/jobs')
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax$/)
    expect(cookie).not.toContain(adminToken)
    expect((await get('/admin/jobs', cookie)).status).toBe(200)
  })

  it('ties the cookie to this host and to https if Lockstep is reached by https', async () => {
    await restart({ env: { PUBLIC_URL: 'https://lockstep.example' } })

    const response = await logIn(adminToken)

    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-lockstep_session=.*; Path=\/; .*Secure/,
    )
    const cookie = response.headers.get('set-cookie')
    expect((await get('/admin/jobs', cookie)).status).toBe(200)
    const out = await post('/admin/logout', { Cookie: cookie ?? '', Origin: own })
    expect(out.headers.get('set-cookie')).toMatch(/^__Host-lockstep_session=; Max-Age=0/)
  })

  it.each(['', 'wrong', `${adminToken} `])('gives the token "%s" nothing', async (token) => {
    const response = await logIn(token)

    expect(response.status).toBe(403)
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(await response.text()).toContain('That is not the admin token.')
  })

  it('is not possible where no token is set', async () => {
    await restart({ env: { ADMIN_TOKEN: '' } })

    expect((await logIn('')).status).toBe(403)
    expect((await get('/admin/jobs', 'lockstep_session=9999999999999.x')).status).toBe(403)
  })

  it('leads to the list that a shared link is of', async () => {
    const path = '/admin/findings?state=failed&q=x'
    const asked = await bridge.fetch(new Request(own + path, { headers: { Accept: 'text/html' } }))
    const login = new URL(asked.headers.get('location') ?? '', own)

    const next = login.searchParams.get('next') ?? ''

    expect((await logIn(adminToken, { next })).headers.get('location')).toBe(path)
  })

  it.each([
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    '/admin\\@evil.example',
    'javascript:alert(1)',
    '/admin/\r\nX: y',
    '/admin/\t',
  ])('leads to no page of others: %s', async (next) => {
    expect((await logIn(adminToken, { next })).headers.get('location')).toBe('/admin')
  })

  it.each([
    ['of another site', 'https://evil.example', 100, 403],
    ['of another site, however large', 'https://evil.example', 1_000_000, 403],
    ['of more than 10 kB', own, 10_001, 413],
  ])('refuses a form %s without reading it', async (_, Origin, size, status) => {
    const type = 'application/x-www-form-urlencoded'
    const headers = { 'Content-Type': type, 'Content-Length': `${size}` }
    const body = bodyOf(size)
    const init = { method: 'POST', headers: { Origin, ...headers }, body }
    const request = new Request(`${own}/admin/login`, { ...init, duplex: 'half' } as RequestInit)

    expect((await bridge.fetch(request)).status).toBe(status)
    expect(request.bodyUsed).toBe(false)
  })

  it('refuses any other form of more than 2 MB, with an admin token and without', async () => {
    const init = { method: 'POST', body: 'a&'.repeat(1_000_001) }
    const path = '/admin/projects/shop/issues/1/comments'

    expect((await bridge.admin(path, init)).status).toBe(413)
    expect((await bridge.fetch(new Request(own + path, init))).status).toBe(403)
  })

  it('ends after 12 hours', async () => {
    const cookie = (await logIn(adminToken)).headers.get('set-cookie')
    clock.now += 12 * hour - 1
    expect((await get('/admin/jobs', cookie)).status).toBe(200)

    clock.now += 1

    expect((await get('/admin/jobs', cookie)).status).toBe(403)
  })

  it('ends at the log-out: the cookie is worth nothing afterwards', async () => {
    const cookie = (await logIn(adminToken)).headers.get('set-cookie')
    const other = (await logIn(adminToken)).headers.get('set-cookie')

    const out = await post('/admin/logout', { Cookie: cookie ?? '', Origin: own })

    expect(out.headers.get('set-cookie')).toMatch(/^lockstep_session=; Max-Age=0/)
    expect((await get('/admin/jobs', cookie)).status).toBe(403)
    expect((await get('/admin/jobs', other)).status).toBe(200)
  })

  it('is listed with its times, and any can be ended: one, or all others', async () => {
    const cookies: string[] = []
    for (let n = 0; n < 4; n += 1) {
      cookies.push((await logIn(adminToken)).headers.get('set-cookie') ?? '')
      clock.now += hour
    }
    const [mine = '', ...others] = cookies
    const page = await (await get('/admin/settings', mine)).text()
    const { sessions } = await (await get('/admin/api/sessions', mine)).json()
    const one = sessions.find(({ isThis }: { isThis: boolean }) => !isThis)

    const foreign = await end(
      'end',
      { id: one.id },
      { Cookie: mine, Origin: 'https://evil.example' },
    )
    const ended = await end('end', { id: one.id }, { Cookie: mine, Origin: own })
    const left = await statuses(cookies)
    await end('end-others', {}, { Cookie: mine, Origin: own })

    expect(page).toContain('End all others')
    expect(sessions).toHaveLength(4)
    expect(sessions.at(-1)).toMatchObject({
      ...{ since: '2026-01-01T00:00:00.000Z', endsAt: '2026-01-01T12:00:00.000Z', isThis: true },
    })
    expect([foreign.status, ended.status]).toEqual([403, 200])
    expect(left.toSorted()).toEqual([200, 200, 200, 403])
    expect(await statuses([mine, ...others])).toEqual([200, 403, 403, 403])
  })

  it('ends when the admin token is replaced, and lasts while the old one is still accepted', async () => {
    const cookie = (await logIn(adminToken)).headers.get('set-cookie')

    await rewire(`another-admin-token,${adminToken}`)
    expect((await get('/admin/jobs', cookie)).status).toBe(200)
    await rewire('another-admin-token')
    expect((await get('/admin/jobs', cookie)).status).toBe(403)
  })

  it('leaves nothing in the store that logs in: neither the token nor the cookie', async () => {
    const cookie = (await logIn(adminToken)).headers.get('set-cookie') ?? ''
    const [, value = ''] = /=([^;]+)/.exec(cookie) ?? []

    const rows = JSON.stringify(await bridge.db.query.query.sessions.findMany())

    expect(rows).toMatch(/"id"/)
    expect(rows).not.toContain(adminToken)
    expect(rows).not.toContain(value)
    clock.now += 12 * hour
    await logIn(adminToken)
    expect(await bridge.db.query.query.sessions.findMany()).toHaveLength(1)
  })
})

describe('without a log-in', () => {
  it.each(['/admin', '/admin/projects', '/admin/projects/shop/issues/1', '/admin/jobs'])(
    '%s sends people to the log-in and tells programs 403',
    async (path) => {
      const person = await bridge.fetch(
        new Request(own + path, { headers: { Accept: 'text/html' } }),
      )
      const program = await bridge.fetch(new Request(own + path))

      expect(person.status).toBe(303)
      expect(person.headers.get('location')).toBe(`/admin/login?next=${encodeURIComponent(path)}`)
      expect(program.status).toBe(403)
    },
  )

  it('no form is taken', async () => {
    expect((await post('/admin/jobs/redrive', { Origin: own })).status).toBe(403)
    expect((await post('/admin/jobs/redrive', { Authorization: 'Bearer wrong' })).status).toBe(403)
  })
})

describe('with a log-in', () => {
  it.each([
    ['our own page', { Origin: own }, 200],
    ['our own page, as browsers say', { 'Sec-Fetch-Site': 'same-origin', Origin: own }, 200],
    ['another site', { Origin: 'https://evil.example' }, 403],
    ['another site, as browsers say', { 'Sec-Fetch-Site': 'cross-site', Origin: own }, 403],
    ['a neighbouring site', { 'Sec-Fetch-Site': 'same-site', Origin: 'http://sub.127.0.0.1' }, 403],
    ['a sandboxed page', { Origin: 'null' }, 403],
    ['nowhere', {}, 403],
  ])('a form from %s', async (_, headers, status) => {
    const cookie = (await logIn(adminToken)).headers.get('set-cookie') ?? ''

    const response = await post('/admin/jobs/redrive', { Cookie: cookie, ...headers } as Record<
      string,
      string
    >)

    expect(response.status).toBe(status)
  })

  it('pages may run no script but our own file, and be framed by no site', async () => {
    await bridge.kondukto('POST', '/api/v1/issues', makeFinding())

    const response = await bridge.admin('/admin/projects/shop/issues/1')

    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none';.*frame-ancestors 'none'$/,
    )
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(response.headers.get('strict-transport-security')).toBeNull()
  })

  it('pages ask browsers to stay with https if Lockstep is reached by https', async () => {
    await restart({ env: { PUBLIC_URL: 'https://lockstep.example' } })

    const response = await bridge.admin('/admin/projects')

    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000')
  })
})

it('refuses to link to an address that is not well formed', async () => {
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())

  const response = await bridge.admin(`/admin/issues/${body.id}/link`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ url: `${own}/admin/projects/%E0%A4%A/issues/1` }),
  })

  expect(response.status).toBe(422)
})

it('shows strangers on a permalink neither the finding nor what the tracker said', async () => {
  const env = { GITHUB_TOKEN: 't', GITHUB_REPO: 'a/b', CREATE_WAIT_MS: '0' }
  const fetch = () => Promise.resolve(Response.json({ message: 'inner words' }, { status: 422 }))
  await restart({ env, fetch })
  await bridge.kondukto('POST', '/api/v1/issues', makeFinding({ title: 'hidden title' }))
  await bridge.tick()
  const { jobs } = await (await bridge.admin('/admin/jobs')).json()
  const path = `/i/${jobs[0].issueId}`

  const stranger = await (await bridge.fetch(new Request(own + path))).text()
  const admin = await (await bridge.admin(path)).text()

  expect(stranger).toContain('GitHub refused this issue')
  expect(stranger).not.toMatch(/inner words|hidden title/)
  expect(admin).toContain('inner words')
})

/** The same store with another admin token. */
async function rewire(token: string): Promise<void> {
  bridge = startBridge({ clock, db: bridge.db, env: { ADMIN_TOKEN: token } })
}

async function restart(options: Options): Promise<void> {
  await bridge.stop()
  bridge = startBridge({ clock, ...options })
}

/** A body that is sent as it is read. */
function bodyOf(size: number): ReadableStream {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode('a&'.repeat(size / 2)))
      controller.close()
    },
  })
}

function logIn(token: string, fields: Record<string, string> = {}) {
  const body = new URLSearchParams({ token, ...fields })
  return bridge.fetch(
    new Request(`${own}/admin/login`, { method: 'POST', headers: { Origin: own }, body }),
  )
}

function end(what: string, fields: Record<string, string>, headers: Record<string, string>) {
  const Cookie = headers.Cookie?.split(';')[0] ?? ''
  const init = {
    method: 'POST',
    headers: { ...headers, Cookie },
    body: new URLSearchParams(fields),
  }
  return bridge.fetch(new Request(`${own}/admin/sessions/${what}`, init))
}

function statuses(cookies: readonly string[]): Promise<number[]> {
  return Promise.all(cookies.map(async (cookie) => (await get('/admin/jobs', cookie)).status))
}

function get(path: string, cookie: string | null) {
  return bridge.fetch(new Request(own + path, { headers: { Cookie: cookie?.split(';')[0] ?? '' } }))
}

function post(path: string, headers: Record<string, string>) {
  const { Cookie = '', ...rest } = headers
  return bridge.fetch(
    new Request(own + path, {
      method: 'POST',
      headers: { ...rest, Cookie: Cookie.split(';')[0] ?? '' },
    }),
  )
}
