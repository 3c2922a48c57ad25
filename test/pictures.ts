import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { takeIssuePicture } from './issue-picture.ts'
import { startBridge, type TestBridge } from './support/bridge.ts'
import { desk, openChromium, openTab, serveBridge } from './support/browser.ts'
import { makeFinding } from './support/finding.ts'
import { openMemoryGithub, reply } from './support/memory-github.ts'

// Makes the pictures in docs/pictures: `npm run pictures`.

const folder = join(import.meta.dirname, '../docs/pictures')
const names = [
  'SQL injection in the login form',
  'Old version of log4j',
  'Open redirect',
  'Weak TLS',
]

mkdirSync(folder, { recursive: true })
const github = openMemoryGithub({ now: Date.now() })
const bridge = startBridge({
  env: { ...github.env, HOLM_TOKEN: 'a-holm-token-1' },
  fetch: async (input, init) =>
    String(input).endsWith('/healthz') ? Response.json({ ok: true }) : github.fetch(input, init),
  live: false,
})
await livingDay(bridge)
const server = await serveBridge(() => bridge)
const browser = await openChromium()
const tab = await openTab(browser, server.url)
await tab.show({ ...desk, width: 1100 })
await tab.goto('/admin')
await tab.logIn()
const { findings } = await (await bridge.admin('/admin/api/findings?state=failed')).json()
for (const [name, path] of [
  ['overview', '/admin'],
  ['findings', '/admin/findings'],
  ['finding', `/admin/findings/${findings[0].id}`],
  ['inbox', '/admin/inbox'],
  ['check', '/admin/check'],
]) {
  await tab.goto(path ?? '')
  await tab.page.screenshot({ path: join(folder, `${name}.png`) as `${string}.png` })
}
await takeIssuePicture(browser, join(folder, 'issue.png') as `${string}.png`)
await browser.close()
server.stop()
await bridge.stop()

/** Some filed findings, a refused finding, and a refused message. */
async function livingDay({ kondukto, tick, fetch }: TestBridge): Promise<void> {
  const severities = ['critical', 'high', 'medium', 'low']
  for (const [at, title] of names.entries())
    await kondukto('POST', '/api/v1/issues', makeFinding({ title, severity: severities[at] }))
  await tick()
  github.meet(({ method }) =>
    method === 'POST'
      ? reply(410, { message: 'Issues has been disabled in this repository.' })
      : null,
  )
  const title = 'Hard-coded password in the settings'
  await kondukto('POST', '/api/v1/issues', makeFinding({ title, severity: 'critical' }))
  await tick()
  await fetch(new Request('http://bridge/hooks/holm/wrong', { method: 'POST', body: '{}' }))
}
