import { describe, expect, it } from 'vitest'
import ticket from '../../src/sources/holm/samples/ticket.json' with { type: 'json' }
import { makeFinding } from '../support/finding.ts'
import { reply } from '../support/memory-github.ts'
import { pass, settle } from '../support/running.ts'
import { operator } from './operator.ts'

const minute = 60_000
const use = operator()

const refuseWrites = () =>
  use.github.meet(({ method }) => (method === 'POST' ? reply(422, { message: 'Bad title' }) : null))
const refuseLogIn = () => use.github.meet(() => reply(401, { message: 'Bad credentials' }))

describe('the overview', () => {
  it('says that all is well while it is', async () => {
    await use.send()
    await settle(use.bridge, use.clock)

    expect(await use.open('/admin')).toContain('All is well')
  })

  it('names a refused log-in first: its cause, since when, how many wait, the next try and the button', async () => {
    await use.send()
    refuseLogIn()
    await use.send()
    await pass(use.bridge, use.clock, 2 * minute)

    const page = await use.open('/admin')

    expect(page).toContain('GitHub refuses the log-in')
    expect(page).toContain('Bad credentials')
    expect(page).toMatch(/Since <time[^>]*>2026-01-01 00:0\d UTC/)
    expect(page).toMatch(/\d findings? waits?/)
    expect(page).toMatch(/Next try <time/)
    expect(page).toContain('Check now')
  })

  it('leads from failed jobs to what retrying them would do, and retries them', async () => {
    refuseWrites()
    await use.send()
    await use.send()
    await pass(use.bridge, use.clock, minute)

    expect(await use.open('/admin')).toContain('href="/admin/jobs/redrive?account=github"')
    const preview = await use.open('/admin/jobs/redrive?account=github')
    expect(preview).toContain('These 2 jobs run again')
    expect(preview).toContain('Bad title')
    use.github.meet(() => null)
    expect(await use.press('/admin/jobs/redrive', { account: 'github' })).toContain(
      '2 failed jobs run again.',
    )
    await settle(use.bridge, use.clock)
    expect(use.github.titles()).toHaveLength(2)
    expect(await use.open('/admin')).toContain('All is well')
  })

  it('shows what the check at the start found, until a check finds it no more', async () => {
    use.github.meet(({ method, path }) =>
      method === 'GET' && path === '/repos/acme/shop' ? reply(404, { message: 'Not Found' }) : null,
    )
    await use.bridge.logCheck()
    const before = await use.open('/admin')
    use.github.meet(() => null)
    await use.open('/admin/check')

    expect(before).toContain('GitHub shows no repository acme/shop to this log-in.')
    expect(before).toMatch(/Found by the check of <time[\s\S]+Check again/)
    expect(await use.open('/admin')).not.toContain('GitHub shows no repository')
  })

  it('counts what each sender sent, and what came of it', async () => {
    await use.bridge.kondukto('POST', '/api/v1/issues', 'not JSON')
    await use.send()

    expect(await use.open('/admin')).toContain('New findings by day')
  })
})

describe('the findings', () => {
  it('are found by title, severity, scanner, tracker, project and state, by address', async () => {
    await use.send({ title: 'SQL injection in login', severity: 'critical', project_name: 'pay' })
    await use.send({ title: 'Old library' })
    await settle(use.bridge, use.clock)

    for (const query of ['q=sql+INJ', 'severity=critical', 'project=pay']) {
      const page = await use.open(`/admin/findings?${query}`)
      expect(page).toContain('SQL injection in login')
      expect(page).not.toContain('Old library')
    }
    for (const query of ['', 'source=kondukto', 'account=github', 'state=open', 'state=filed'])
      expect(await use.open(`/admin/findings?${query}`)).toContain('Old library')
    for (const query of [
      'state=closed',
      'state=failed',
      'state=waiting',
      'state=gone',
      'q=nothing',
    ])
      expect(await use.open(`/admin/findings?${query}`)).toContain('No finding matches')
    expect(await use.open('/admin/findings?severity=dire', 422)).toContain('severity')
  })

  it('that failed or wait are listed with the reason', async () => {
    refuseWrites()
    await use.send({ title: 'Refused' })
    await pass(use.bridge, use.clock, minute)
    await use.send({ title: 'Waiting' })

    expect(await use.open('/admin/findings?state=failed')).toMatch(/Refused[\s\S]*Bad title/)
    const waiting = await use.open('/admin/findings?state=waiting')
    expect(waiting).toContain('Waiting')
    expect(waiting).not.toContain('>Refused<')
  })

  it('go on where a page ends', async () => {
    for (let at = 0; at < 51; at += 1) await use.send({ title: `Number ${at}.` })

    const first = await use.open('/admin/findings')
    const older = /href="(\/admin\/findings\?before=[^"]+)"/.exec(first)?.[1] ?? ''

    expect(first).toContain('Number 50.')
    expect(first).not.toContain('Number 0.')
    expect(await use.open(older)).toContain('Number 0.')
  })
})

describe('a finding', () => {
  it('that waits where no route leads any more is filed where the routes lead now, with its comment', async () => {
    use.restart({ env: { GITHUB_REPO: 'acme/shpo' } })
    use.github.meet(({ path }) => (path.includes('/acme/shpo') ? reply(404, {}) : null))
    await use.send({ title: 'Mistyped' })
    const id = await newest()
    await use.bridge.kondukto('POST', `/api/v1/issues/${id}/comments`, {
      comments: [{ body: 'A' }],
    })
    await settle(use.bridge, use.clock)
    use.restart({})

    await use.press(`/admin/findings/${id}/retry`)
    await settle(use.bridge, use.clock)

    expect(use.github.titles()).toEqual(['Mistyped'])
    expect(use.github.issues[0]?.comments).toHaveLength(1)
  })

  it('shows what came, what was tried, why it failed and what to do; and is filed at the press of a button', async () => {
    refuseWrites()
    const id = await use.send()
    const finding = id ?? (await newest())
    await pass(use.bridge, use.clock, minute)

    const page = await use.open(`/admin/findings/${finding}`)
    expect(page).toContain('GitHub refused to file it: Bad title')
    expect(page).toContain('Content refused after')
    use.github.meet(() => null)
    expect(await use.press(`/admin/findings/${finding}/retry`)).toContain(
      '1 failed jobs run again.',
    )
    await settle(use.bridge, use.clock)
    const filed = await use.open(`/admin/findings/${finding}`)
    expect(filed).toContain('It is filed and open.')
    expect(filed).toContain('https://github.test/acme/shop/issues/1')
  })

  it('is read again at the press of a button', async () => {
    const id = await use.send()
    await settle(use.bridge, use.clock)
    const [issue] = use.github.issues
    use.clock.now += minute
    if (issue) use.github.close(issue)

    const finding = id ?? (await newest())
    await use.press(`/admin/findings/${finding}/refresh`)
    await settle(use.bridge, use.clock)

    expect(await use.open(`/admin/findings/${finding}`)).toContain('It is filed and closed.')
  })

  it('can be unlinked: its issue stays, and it is filed anew', async () => {
    const id = await use.send({ title: 'Twice' })
    await settle(use.bridge, use.clock)
    const finding = id ?? (await newest())

    expect(await use.press(`/admin/findings/${finding}/unlink`)).toContain('It is filed anew.')
    await settle(use.bridge, use.clock)

    expect(use.github.titles()).toEqual(['Twice', 'Twice'])
    expect(await use.open(`/admin/findings/${finding}`)).toContain('/acme/shop/issues/2')
    expect(await use.press(`/admin/findings/${finding}/unlink`)).toContain('It is filed anew.')
    expect(await use.press(`/admin/findings/${finding}/unlink`)).toContain('no issue to unlink')
  })

  it('leads back to the scanner, and never to what is no address of the web', async () => {
    await use.send({ link: 'https://scanner.test/finding/7' })
    const good = await use.open(`/admin/findings/${await newest()}`)
    use.clock.now += 1
    await use.send({ link: 'javascript:alert(1)', title: 'Hostile' })
    const bad = await use.open(`/admin/findings/${await newest()}`)

    expect(good).toContain('href="https://scanner.test/finding/7"')
    expect(bad).not.toContain('href="javascript:')
  })

  it('that is not known says so', async () => {
    expect(await use.open('/admin/findings/none', 404)).toContain(
      'There is no finding with this id',
    )
  })
})

describe('an account', () => {
  it('can be paused and resumed; no check ends the pause of a person', async () => {
    const place = { account: 'github' }
    expect(await use.press('/admin/accounts/pause', place)).toContain('An administrator paused it.')
    expect(await use.open('/admin')).toContain('Resume it in the console when its work may go on.')
    await use.send()
    await pass(use.bridge, use.clock, 10 * minute)
    expect(use.github.titles()).toEqual([])

    await use.press('/admin/accounts/resume', place)
    await pass(use.bridge, use.clock, minute)

    expect(use.github.titles()).toHaveLength(1)
  })

  it('is checked at once, and goes on if its log-in works again', async () => {
    refuseLogIn()
    await use.send()
    await settle(use.bridge, use.clock)
    const place = { account: 'github' }
    expect(await use.press('/admin/accounts/check', place)).toContain('Bad credentials')
    use.github.meet(() => null)

    expect(await use.press('/admin/accounts/check', place)).toContain('accepts the log-in')
    await settle(use.bridge, use.clock)

    expect(use.github.titles()).toHaveLength(1)
  })

  it('takes a test issue and has it closed', async () => {
    await use.send({ title: 'Real' })
    await settle(use.bridge, use.clock)

    const place = { account: 'github', destination: 'github:acme/shop' }
    expect(await use.press('/admin/accounts/test', place)).toContain('took a test issue')

    expect(use.github.issues.map(({ title, state }) => [title, state])).toEqual([
      ['Real', 'open'],
      ['Test issue of Lockstep', 'closed'],
    ])
  })

  it('that does not exist is not made by a form', async () => {
    expect(await use.press('/admin/accounts/pause', { account: 'none' })).toContain(
      'There is no account named none.',
    )
  })
})

it('a job can be given up', async () => {
  refuseWrites()
  await use.send()
  await pass(use.bridge, use.clock, minute)
  const [job = ''] = /\/admin\/jobs\/0[^"]+/.exec(await use.open('/admin/jobs')) ?? []

  expect(await use.open(job)).toContain('Bad title')
  const id = job.split('/').at(-1) ?? ''
  expect(await use.press('/admin/jobs/dismiss', { job: id })).toContain('The job is given up.')
  expect(await use.open('/admin/jobs')).toContain('No job has failed.')
})

it('the settings never show a secret, and say which are set', async () => {
  const page = await use.open('/admin/settings')

  expect(page).toContain('GITHUB_TOKEN')
  expect(page).toContain('not shown')
  expect(page).toContain('acme/shop')
  for (const secret of ['kondukto-secret', 'the-admin-token', '>token<'])
    expect(page).not.toContain(secret)
})

it('the routes are tried on a sample, and say what would be filed', async () => {
  const sample = 'source=kondukto&project=pay&severity=high&title=Bad&body=Ask+%40casey&try=1'

  const page = await use.open(`/admin/settings?${sample}`)

  expect(page).toContain('Route 1 takes it')
  expect(page).toContain('severity:high')
  expect(page).not.toContain('>Ask @casey<')
})

it.each([
  '/admin',
  '/admin/findings',
  '/admin/inbox',
  '/admin/jobs',
  '/admin/jobs?state=all',
  '/admin/accounts',
  '/admin/settings',
  '/admin/waiting',
])('%s shows hostile text as text, and has the navigation', async (path) => {
  const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)>"'`
  use.github.meet(({ method }) => (method === 'POST' ? reply(422, { message: hostile }) : null))
  await use.send({ title: hostile, project_name: hostile, template_md: hostile })
  await pass(use.bridge, use.clock, minute)

  const page = await use.open(path)

  expect(page).not.toMatch(/<script>|<img|onerror=alert\(1\)>/)
  const names = ['findings', 'inbox', 'jobs', 'accounts', 'check', 'settings', 'projects']
  for (const name of names) expect(page).toContain(`<a href="/admin/${name}"`)
})

it('the bare address leads a browser to the console, and a program nowhere', async () => {
  const browser = await use.ask('/', { headers: { Accept: 'text/html' } })
  const program = await use.ask('/')

  expect([browser.status, browser.headers.get('location')]).toEqual([303, '/admin'])
  expect(program.status).toBe(404)
  expect(await program.json()).toEqual({ message: 'There is no such address.' })
})

it('an administrator reads which address is wrong or off, and a stranger does not', async () => {
  const strange = await use.ask('/hooks/corgea', { method: 'POST' })
  const guess = { headers: { Authorization: 'Bearer a-guess' } }
  const off = await use.bridge.admin('/hooks/corgea', { method: 'POST' })
  const wrong = await use.bridge.admin('/hooks/corge/a-token')
  const elsewhere = await use.open('/nowhere', 404)

  expect(await strange.json()).toEqual({ message: 'There is no such address.' })
  expect(await off.json()).toEqual({ message: 'Corgea is off: set CORGEA_SECRET.' })
  expect(await wrong.json()).toEqual({ message: 'No such address: GET /hooks/corge.' })
  expect(elsewhere).toContain('No such address: GET /nowhere.')

  for (let n = 0; n < 10; n += 1) expect((await use.ask('/hooks/holm', guess)).status).toBe(404)
  const guessed = await use.bridge.admin('/hooks/datatheorem')
  expect(await guessed.json()).toEqual({ message: 'There is no such address.' })
})

it('a file that was attached is named in the timeline and in the history', async () => {
  const id = await use.send()
  await pass(use.bridge, use.clock, minute)
  use.github.meet(({ method, path }) =>
    method === 'PUT' && path.includes('/contents/')
      ? reply(201, { content: { html_url: 'https://github.test/proof.png' } })
      : null,
  )
  const attachments = [{ title: 'proof.png', base64_content: btoa('proof') }]
  await use.bridge.kondukto('POST', `/api/v1/issues/${id}/attachments`, { attachments })
  expect(await use.open(`/admin/findings/${id}`)).toContain('Attach proof.png')
  await pass(use.bridge, use.clock, minute)

  expect(await use.open(`/admin/findings/${id}`)).toContain('Attached proof.png to the issue')
  expect(await use.open(`/i/${id}/history`)).toContain('Attached proof.png to the issue')
})

it('an error is a page for a browser, with the policy of pages, and JSON for a program', async () => {
  const browser = await use.ask('/nowhere', { headers: { Accept: 'text/html' } })

  expect(browser.status).toBe(404)
  expect(browser.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await browser.text()).toContain('<h1>')
  expect((await use.ask('/nowhere')).headers.get('content-type')).toContain('application/json')
})

async function newest(): Promise<string> {
  return /\/admin\/findings\/(0[^"]+)/.exec(await use.open('/admin/findings'))?.[1] ?? ''
}

describe('the inbox', () => {
  const env = { HOLM_TOKEN: 'holm-token-1' }
  const narrow = 'routes: [{ when: { project: pay }, to: { tracker: github } }]'

  it('shows what was refused, and processes it again once the cause is mended', async () => {
    use.restart({ routes: narrow })
    const finding = makeFinding({ title: 'Not taken', project_name: 'shop' })
    await use.bridge.kondukto('POST', '/api/v1/issues', finding)
    const list = await use.open('/admin/inbox?outcome=refused')
    const [message = ''] = /\/admin\/inbox\/0[^"]+/.exec(list) ?? []
    expect(list).toContain('No route takes project')
    expect(await use.open(message)).toContain('Process again')
    expect(await use.press(`${message}/process`)).toContain('No route takes project')

    use.restart({ routes: 'routes: [{ to: { tracker: github } }]' })
    expect(await use.press(`${message}/process`)).toContain('The message was processed again.')
    await settle(use.bridge, use.clock)

    expect(use.github.titles()).toEqual(['Not taken'])
  })

  it('processes a create with an Idempotency-Key again without a second issue', async () => {
    const key = { 'Idempotency-Key': 'once' }
    await use.bridge.kondukto('POST', '/api/v1/issues', makeFinding(), key)
    const [message = ''] = /\/admin\/inbox\/0[^"]+/.exec(await use.open('/admin/inbox')) ?? []

    await use.press(`${message}/process`)
    await settle(use.bridge, use.clock)

    expect(use.github.titles()).toHaveLength(1)
  })

  it("processes a webhook's message again, and strikes out what looks like a secret", async () => {
    use.restart({ routes: narrow, env })
    const sent = { ...ticket, api_token: 'hidden-by-name', note: 'Bearer abcdefghijkl' }
    const init = { method: 'POST', body: JSON.stringify(sent) }
    await use.ask('/hooks/holm/holm-token-1', init)
    const list = await use.open('/admin/inbox?source=holm')
    const [message = ''] = /\/admin\/inbox\/0[^"]+/.exec(list) ?? []
    const page = await use.open(message)
    expect(page).not.toMatch(/hidden-by-name|abcdefghijkl/)
    expect(page).toContain('[struck out]')
    expect(await use.open('/admin')).toContain('Findings wait for a route')

    use.restart({ routes: 'routes: [{ to: { tracker: github } }]', env })
    await use.press(`${message}/process`)
    await settle(use.bridge, use.clock)

    expect(use.github.titles()).toHaveLength(1)
  })

  it('keeps no text of who did not prove who it is, and offers nothing', async () => {
    use.restart({ env })
    await use.ask('/hooks/holm/wrong', { method: 'POST', body: JSON.stringify(ticket) })
    const list = await use.open('/admin/inbox?outcome=refused')
    const [message = ''] = /\/admin\/inbox\/0[^"]+/.exec(list) ?? []

    const page = await use.open(message)

    expect(page).not.toContain('Process again')
    expect(page).toContain('have the sender send it again')
    expect(await use.press(`${message}/process`)).toContain('cannot be processed again')
  })
})
