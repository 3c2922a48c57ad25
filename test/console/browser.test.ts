import type { Browser, Page } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { startBridge, type TestBridge } from '../support/bridge.ts'
import {
  accessibilityProblems,
  desk,
  openChromium,
  openTab,
  overflow,
  phone,
  serveBridge,
} from '../support/browser.ts'
import { makeFinding } from '../support/finding.ts'
import { type MemoryGithub, openMemoryGithub, reply } from '../support/memory-github.ts'

const routes = `routes:
  - when: { project: here }
    to: { tracker: local, target: here }
  - when: { project: shop }
    to: { tracker: github }`

let browser: Browser
let github: MemoryGithub
let bridge: TestBridge
let server: Awaited<ReturnType<typeof serveBridge>>
let tab: Awaited<ReturnType<typeof openTab>>

beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser.close())
beforeEach(async () => {
  github = openMemoryGithub({ now: Date.now() })
  start(routes)
  server = await serveBridge(() => bridge)
  tab = await openTab(browser, server.url)
  await tab.show(desk)
})
afterEach(async () => {
  await tab.close()
  server.stop()
  await bridge.stop()
})

it('a person logs in, finds what waits, reads why, mends it, presses the button and sees it filed', async () => {
  github.meet(({ method }) =>
    method === 'POST' ? reply(422, { message: 'Issues are disabled' }) : null,
  )
  await send({ title: 'Open redirect' })
  await bridge.tick()

  await tab.goto('/')
  await tab.logIn()
  expect(await tab.text()).toContain('GitHub: 1 job failed')
  await tab.press('Findings')
  await tab.page.select('select[name=state]', 'failed')
  await tab.press('Filter')
  await tab.press('Open redirect')
  expect(await tab.text()).toContain('GitHub refused to file it: Issues are disabled')

  github.meet(() => null)
  await tab.press('Retry')
  await bridge.tick()
  await tab.page.reload()

  expect(await tab.text()).toContain('It is filed and open.')
  expect(github.titles()).toEqual(['Open redirect'])
  expect(tab.problems).toEqual([])
})

it('a refused message is processed again once the route is mended', async () => {
  await send({ title: 'No route', project_name: 'elsewhere' })
  await tab.goto('/admin/inbox?outcome=refused')
  await tab.logIn()
  await tab.follow('tbody a')
  expect(await tab.text()).toContain('No route takes project')

  await restart('routes: [{ to: { tracker: github } }]')
  await tab.press('Process again')
  await bridge.tick()

  expect(await tab.text()).toContain('The message was processed again.')
  expect(github.titles()).toEqual(['No route'])
})

it('a filtered list is an address to share and a file to download, and times are in the zone of the reader', async () => {
  await send({ title: 'Kept', severity: 'critical' })
  await send({ title: 'Left out', severity: 'low' })
  await tab.goto('/admin/findings')
  await tab.logIn()
  await tab.page.emulateTimezone('Asia/Tokyo')
  await tab.goto('/admin/findings')
  await tab.page.select('select[name=severity]', 'critical')
  await tab.press('Filter')
  const shared = tab.page.url()

  await tab.page.goto(shared)
  expect(await tab.text()).toContain('Kept')
  expect(await tab.text()).not.toContain('Left out')
  expect(await tab.text()).not.toContain('UTC')
  const csv = await tab.page.$eval('a[href*=".csv"]', (link) => (link as HTMLAnchorElement).href)
  const file = await tab.page.evaluate(async (url) => (await fetch(url)).text(), csv)
  expect(file).toContain('"Kept"')
  expect(file).not.toContain('"Left out"')
})

it('every page has nothing that axe-core finds, on a desk in the light and on a phone in the dark, and fits', async () => {
  const paths = await allPages()
  await tab.goto('/admin/login')
  expect(await accessibilityProblems(tab.page)).toEqual([])
  await tab.logIn()

  const found: string[] = []
  for (const screen of [desk, phone]) {
    await tab.show(screen)
    for (const path of paths) {
      await tab.goto(path)
      const problems = await accessibilityProblems(tab.page)
      found.push(...problems.map((problem) => `${path} at ${screen.width}: ${problem}`))
      const over = await overflow(tab.page)
      if (over > 0) found.push(`${path} at ${screen.width} is ${over} px too wide`)
      found.push(...(await bigBoxes(tab.page)).map((width) => `${path} has a box of ${width} px`))
    }
  }

  expect(found).toEqual([])
  expect(tab.problems.filter((problem) => !problem.includes('404'))).toEqual([])
}, 120_000)

/** The widths of check boxes that are no longer beside their words. */
function bigBoxes(page: Page): Promise<number[]> {
  return page.$$eval('input[type=checkbox]', (boxes) =>
    boxes.map((box) => (box as HTMLElement).offsetWidth).filter((width) => width > 24),
  )
}

/** A day with findings that are filed, failed, waiting and hostile. */
async function allPages(): Promise<string[]> {
  const hostile = `<script>alert(1)</script> ${'long'.repeat(60)} \u202E`
  const body =
    '- [ ] one\n- [x] two\n\nSee [this](https://example.com) text.\n\n```\ncode that is longer than a phone is wide, by far, and then some more of it\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |'
  await send({ project_name: 'here', title: hostile, template_md: body })
  await send({ title: 'Filed' })
  github.meet(({ method }) => (method === 'POST' ? reply(422, { message: hostile }) : null))
  await send({ title: hostile, template_md: body })
  await send({ project_name: 'elsewhere' })
  await bridge.tick()
  const ids = async (list: string) => (await bridge.admin(`/admin/api/${list}`)).json()
  const { findings } = await ids('findings?state=failed')
  const { messages } = await ids('inbox')
  const { jobs } = await ids('jobs')
  const sample = 'source=kondukto&project=shop&severity=high&title=x&try=1'
  return [
    ...['/admin', '/admin/findings', '/admin/inbox', '/admin/jobs', '/admin/jobs?state=all'],
    ...[
      '/admin/jobs/redrive',
      '/admin/accounts',
      '/admin/check',
      '/admin/waiting',
      `/admin/settings?${sample}`,
    ],
    ...[`/admin/findings/${findings[0].id}`, `/admin/inbox/${messages[0].id}`],
    ...[`/admin/jobs/${jobs[0].id}`, '/admin/projects', '/admin/projects/here'],
    ...['/admin/projects/here/issues/1', `/i/${findings[0].id}`, '/reference', '/nowhere'],
  ]
}

async function send(finding: Record<string, unknown>): Promise<void> {
  await bridge.kondukto('POST', '/api/v1/issues', makeFinding(finding))
}

function start(document: string, db?: TestBridge['db']): void {
  bridge = startBridge({
    ...{ routes: document, env: github.env, fetch: github.fetch, live: false },
    ...(db && { db }),
  })
}

async function restart(document: string): Promise<void> {
  start(document, bridge.db)
}
