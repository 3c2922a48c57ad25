import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../support/process.ts'

const root = join(import.meta.dirname, '../../..')

/** An empty folder in which the package stands as npm installs it: below node_modules, where Node reads no TypeScript. */
let folder: string
let entry: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-packed-'))
  const own = join(folder, 'node_modules/lockstep')
  execFileSync(process.execPath, [join(root, 'src/cli/launch/build.js'), join(own, 'dist')])
  symlinkSync(join(root, 'node_modules'), join(own, 'node_modules'))
  entry = join(own, 'dist/node.js')
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

it('the installed package starts in an empty folder, backs its store up and restores it elsewhere', async () => {
  const server = spawn(process.execPath, [entry], {
    cwd: folder,
    env: { PORT: String(await freePort()) },
  })
  let said = ''
  for await (const part of server.stdout) {
    said += part
    if (said.includes('Lockstep listens')) break
  }
  expect(said).toContain('ADMIN_TOKEN=')
  expect(lockstep('backup', 'b.db')).toContain('copied to b.db')
  server.kill()
  await once(server, 'exit')

  rmSync(join(folder, 'data'), { recursive: true })
  expect(lockstep('restore', 'b.db')).toContain('is restored')
}, 60_000)

function lockstep(...args: readonly string[]): string {
  return execFileSync(process.execPath, [entry, ...args], {
    cwd: folder,
    env: {},
    stdio: 'pipe',
  }).toString()
}
