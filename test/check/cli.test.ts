import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, expect, it } from 'vitest'

const entry = join(import.meta.dirname, '../../src/node.ts')
/** A process starts slowly while other tests run. */
const patienceMs = 60_000

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it(
  'lockstep check --json prints rows for programs and ends with 1 for a problem',
  async () => {
    const { code, stdout } = await lockstep(['check', '--json'], 'http://127.0.0.1:9')

    const { rows } = JSON.parse(stdout)
    expect(code).toBe(1)
    expect(rows).toContainEqual(
      expect.objectContaining({ subject: 'PUBLIC_URL', level: 'problem' }),
    )
    expect(rows).toContainEqual(
      expect.objectContaining({ message: 'data/lockstep.db is made at the first start.' }),
    )
  },
  patienceMs,
)

it(
  'lockstep names its commands and refuses others',
  async () => {
    const help = await lockstep(['--help'])
    const wrong = await lockstep(['chekc'])

    expect(help.stdout).toMatch(/start[\s\S]+check[\s\S]+demo[\s\S]+redrive[\s\S]+export/)
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toContain('Unknown command: chekc')
  },
  patienceMs,
)

function lockstep(
  args: readonly string[],
  PUBLIC_URL = '',
): Promise<{ code: number; stdout: string; stderr: string }> {
  const NODE_COMPILE_CACHE = join(tmpdir(), 'lockstep-compile-cache')
  const options = { cwd: folder, env: { PATH: process.env.PATH, NODE_COMPILE_CACHE, PUBLIC_URL } }
  return new Promise((resolve) => {
    execFile(process.execPath, [entry, ...args], options, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}
