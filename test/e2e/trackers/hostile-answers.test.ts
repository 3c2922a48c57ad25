import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGzip } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { type Options, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { openJobs, readiness } from '../../support/running.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

const token = 'tok/en+of=ours&more'
const email = 'bridge@acme.io'
const pair = `${email}:${token}`
const trackers = {
  GitHub: { GITHUB_TOKEN: token, GITHUB_REPO: 'acme/app' },
  Jira: {
    JIRA_URL: 'https://acme.atlassian.test',
    JIRA_DIALECT: 'cloud',
    JIRA_EMAIL: email,
    JIRA_API_TOKEN: token,
    JIRA_PROJECT: 'PAY',
  },
}
const names = ['GitHub', 'Jira'] as const

const small = encodeURIComponent(token).replace(/%../g, (hex) => hex.toLowerCase())
/** Each form in which GitHub and Jira could repeat what they were sent. */
const ofToken = [token, `Bearer ${token}`, btoa(token), encodeURIComponent(token), small]
const forms = { GitHub: ofToken, Jira: [...ofToken, pair, `Basic ${btoa(pair)}`] }

describe.each(names)('%s repeats what we logged in with, in every form', (name) => {
  it.each([401, 403, 422, 500])('in a %i: neither log nor answer shows it', async (status) => {
    const words = `No entry for ${forms[name].join(' or ')}.`
    const bridge = start(trackers[name], async () =>
      Response.json({ message: words, errorMessages: [words] }, { status }),
    )
    const answer = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    await bridge.tick()

    const seen = [bridge.logged.join(), answer.text, await shown(bridge)].join()
    expect(seen).toContain('No entry for')
    for (const secret of [...ofToken, btoa(pair)]) expect(seen).not.toContain(secret)
  })
})

describe.each(names)('%s gives an answer of 50 MB', (name) => {
  it('packed into 50 kB: it is given up at 10 MB, and tried again later', async () => {
    const { url, sent } = await serveBomb()
    const bridge = start(trackers[name], (_, init) => fetch(url, { signal: init?.signal ?? null }))

    await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    await bridge.tick()

    const jobs = await openJobs(bridge)
    expect(jobs).toMatchObject([{ kind: 'create', state: 'waiting' }])
    expect(jobs[0]?.error).toContain('its answer has more than 10 MB')
    expect(sent()).toBeLessThanOrEqual(2)
  })
})

function start(env: Options['env'], fetch: typeof globalThis.fetch): TestBridge {
  const bridge = startBridge({ live: false, env: { ...env, CREATE_WAIT_MS: '0' }, fetch })
  stops.push(bridge.stop)
  return bridge
}

/** All that an administrator is shown. */
async function shown(bridge: TestBridge): Promise<string> {
  const pages = ['/admin/jobs', '/admin/inbox']
  const texts = pages.map(async (path) => (await bridge.admin(path)).text())
  return [...(await Promise.all(texts)), (await readiness(bridge)).why].join()
}

/** A server of 50 MB of blanks, packed. */
async function serveBomb() {
  let count = 0
  const server = createServer((_, response) => {
    count += 1
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    const gzip = createGzip()
    gzip.pipe(response)
    const blanks = Buffer.alloc(1_000_000, ' ')
    for (let n = 0; n < 50; n += 1) gzip.write(blanks)
    gzip.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, sent: () => count }
}
