import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqlite } from '../../../db/sqlite.ts'
import { keepSetting, readSetting } from '../../../db/tables/settings.ts'
import { type Running, startProcess } from '../../support/process.ts'

const run = promisify(execFile)

let folder: string
let running: Running | null
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-'))
  running = null
})
afterEach(async () => {
  await running?.kill()
  await rm(folder, { recursive: true })
})

it('starts with no settings, and the curl it prints files a finding that the printed link shows', async () => {
  running = await startProcess({ DATABASE_PATH: join(folder, 'lockstep.db') }, folder)
  const [command = ''] = running.output().match(/curl [\s\S]*?\n\n/) ?? []
  const [, token = ''] = running.output().match(/ADMIN_TOKEN=(\S+)/) ?? []

  const { stdout } = await run('sh', [
    '-c',
    command.replace('curl', 'curl -sS -w "\\n%{http_code}"'),
  ])

  const [answer = '', status] = stdout.split(/\n(?=\d+$)/)
  const { links, id } = JSON.parse(answer)
  const page = await fetch(links.html, { headers: { Authorization: `Bearer ${token}` } })
  const stranger = await fetch(links.html, { redirect: 'manual', headers: { Accept: 'text/html' } })
  const permalink = await fetch(`${running.url}/i/${id}`, { redirect: 'manual' })
  expect(status).toBe('201')
  expect(await page.text()).toContain('SELECT * FROM shop WHERE name')
  expect(stranger.status).toBe(303)
  expect(permalink.headers.get('location')).toBe(links.html)
})

it('keeps its secrets over a restart and prints them once', async () => {
  const DATABASE_PATH = join(folder, 'lockstep.db')
  running = await startProcess({ DATABASE_PATH })
  const [, secret = ''] = running.output().match(/KONDUKTO_SECRET=(\S+)/) ?? []
  expect(await running.stop()).toBe(0)

  running = await startProcess({ DATABASE_PATH })

  const answer = await fetch(`${running.url}/api/v1/test`, {
    headers: { 'X-Kondukto-Secret': secret },
  })
  expect(secret.length).toBeGreaterThanOrEqual(43)
  expect(answer.status).toBe(200)
  expect(running.output()).not.toContain(secret)
})

it('lets only its owner read the store, and keeps no secret in it', async () => {
  const DATABASE_PATH = join(folder, 'data', 'lockstep.db')
  running = await startProcess({ DATABASE_PATH })
  const [, token = ''] = running.output().match(/ADMIN_TOKEN=(\S+)/) ?? []

  const files = (await readdir(join(folder, 'data'))).map((name) => join(folder, 'data', name))
  const modes = await Promise.all(files.map(async (file) => (await stat(file)).mode & 0o777))
  const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')))

  expect(files.map((file) => file.slice(DATABASE_PATH.length)).sort()).toEqual(['', '-shm', '-wal'])
  expect(modes).toEqual([0o600, 0o600, 0o600])
  expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700)
  const [, secret = ''] = running.output().match(/KONDUKTO_SECRET=(\S+)/) ?? []
  for (const content of contents) {
    expect(content).not.toContain(token)
    expect(content).not.toContain(secret)
  }
  expect(await jobsWith(token)).toBe(200)
  expect(await jobsWith('sha256:')).toBe(403)
})

it('closes the store of an earlier version to others, and its secrets still work', async () => {
  const DATABASE_PATH = join(folder, 'lockstep.db')
  const old = openSqlite(DATABASE_PATH)
  await keepSetting(old, 'ADMIN_TOKEN', 'a-token-in-clear')
  await keepSetting(old, 'KONDUKTO_SECRET', 'a-secret-in-clear')
  old.close()
  await chmod(DATABASE_PATH, 0o644)

  running = await startProcess({ DATABASE_PATH })

  expect((await stat(DATABASE_PATH)).mode & 0o777).toBe(0o600)
  expect(await jobsWith('a-token-in-clear')).toBe(200)
  const headers = { 'X-Kondukto-Secret': 'a-secret-in-clear' }
  expect((await fetch(`${running.url}/api/v1/test`, { headers })).status).toBe(200)
  await running.stop()
  const store = openSqlite(DATABASE_PATH)
  for (const name of ['ADMIN_TOKEN', 'KONDUKTO_SECRET'])
    expect(await readSetting(store, name)).toMatch(/^sha256:[0-9a-f]{64}$/)
  store.close()
})

it('names every setting that cannot be used, at once, and makes no secret that nobody sees', async () => {
  const env = {
    DATABASE_PATH: join(folder, 'lockstep.db'),
    CREATE_WAIT_MS: 'soon',
    POLL_SECONDS: '0',
    PUBLIC_URL: 'lockstep.example',
    GITHUB_TOKEN: 'secret-token',
  }

  const failure = await startProcess(env).catch((error: Error) => error.message)

  expect(failure).toMatch(/^ended with 1:/)
  for (const name of ['CREATE_WAIT_MS', 'POLL_SECONDS', 'PUBLIC_URL', 'GITHUB_REPO']) {
    expect(failure).toContain(`- ${name}: `)
  }
  expect(failure).not.toContain('secret-token')
  running = await startProcess({ DATABASE_PATH: env.DATABASE_PATH })
  expect(running.output()).toMatch(/KONDUKTO_SECRET=/)
})

it.each([
  ['LOCKSTEP_CONFIG', 'is not there', { LOCKSTEP_CONFIG: 'missing.yaml', POLL_SECONDS: '0' }],
  ['DATABASE_PATH', 'is a folder', { DATABASE_PATH: '.' }],
])('says in a line that what %s names %s', async (name, _, env: Record<string, string>) => {
  const failure = await startProcess(env, folder).catch((error: Error) => error.message)

  expect(failure).toMatch(new RegExp(`^(- )?${name}: cannot (read|use) \\S+: .+$`, 'm'))
  expect(failure).not.toMatch(/\n\s+at /)
  if ('POLL_SECONDS' in env) expect(failure).toContain('- POLL_SECONDS: ')
})

it('says in a sentence that its port is taken, and loses nothing: the secrets were printed and stay valid', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const PORT = String((taken.address() as AddressInfo).port)
  const DATABASE_PATH = join(folder, 'lockstep.db')

  const failure = await startProcess({ PORT, DATABASE_PATH }).catch((error: Error) => error.message)
  taken.close()

  expect(failure).toMatch(/^ended with 1:\n/)
  expect(failure).toMatch(
    /Cannot listen on 127\.0\.0\.1:\d+: another program uses this port\. Nothing is lost: .+ set PORT/,
  )
  const [, token = ''] = failure.toString().match(/ADMIN_TOKEN=(\S+)/) ?? []
  running = await startProcess({ DATABASE_PATH })
  expect(await jobsWith(token)).toBe(200)
  expect(running.output()).not.toContain('ADMIN_TOKEN=')
}, 60_000)

it('says at start what is on, where findings go, where the store is, what was read and where the console is', async () => {
  const DATABASE_PATH = join(folder, 'lockstep.db')
  await writeFile(join(folder, '.env'), 'HOLM_TOKEN=holm-hook-token')

  running = await startProcess({ DATABASE_PATH }, folder)

  expect(running.output()).toContain('Findings go to:  the embedded tracker (by project)')
  expect(running.output()).toMatch(
    /Scanners: +Kondukto \(.+\/api\/v1\), Holm Security \(.+\/hooks\/holm\)/,
  )
  expect(running.output()).toContain(`Store:           ${DATABASE_PATH}`)
  expect(running.output()).toContain('Files read:      .env')
  expect(running.output()).toContain(`Console:         ${running.url}/admin`)
})

async function jobsWith(token: string): Promise<number | undefined> {
  const headers = { Authorization: `Bearer ${token}` }
  return (await fetch(`${running?.url}/admin/jobs`, { headers })).status
}
