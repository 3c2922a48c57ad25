import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Running, startProcess } from '../../support/process.ts'

const secrets = {
  KONDUKTO_SECRET: 'kondukto-secret',
  ADMIN_TOKEN: 'the-admin-token',
  CORGEA_SECRET: 'corgea-secret',
  DATATHEOREM_TOKEN: 'theorem-token',
  HOLM_TOKEN: 'holm-hook-token',
  APPSCAN_TOKEN: 'appscan-token',
}

let folder: string
let running: Running
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-demo-'))
  running = await startProcess(secrets)
})
afterEach(async () => {
  await running.stop()
  await rm(folder, { recursive: true })
})

it('the demo has a conversation as each scanner, with the settings of the same .env as Lockstep', async () => {
  const settings = { ...secrets, PUBLIC_URL: running.url }
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  await writeFile(join(folder, '.env'), lines.join('\n'))

  const printed = await demo(folder)

  expect(printed).toMatch(/Close it\n.+PATCH .+\n.+200 .+"status":"closed"/)
  for (const scanner of ['Corgea', 'Data Theorem', 'Holm Security'])
    expect(
      printed.match(new RegExp(`^${scanner}: .+\\n.+POST .+\\n.+202 .+accepted`, 'gm')),
    ).toHaveLength(2)
  expect(printed).toMatch(/^AppScan: .+\n.+POST .+\n.+202 .+APPSCAN_KEY_ID/m)
})

async function demo(cwd: string): Promise<string> {
  const script = join(import.meta.dirname, '../../../src/cli/demo.ts')
  const env = { PATH: process.env.PATH }
  return (await promisify(execFile)(process.execPath, [script], { cwd, env })).stdout
}
