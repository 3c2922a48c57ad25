import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }

interface Package {
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly integrity?: string
  readonly license?: string
  readonly hasInstallScript?: boolean
}

const root = join(import.meta.dirname, '..')
const lock: { readonly packages: Record<string, Package> } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
)
const production = Object.entries(lock.packages).filter(
  ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
)

describe('in production', () => {
  it('every package is the one that was locked, and none runs a script when it is installed', () => {
    const odd = production.filter(([, one]) => !one.integrity || one.hasInstallScript)

    expect(production.length).toBeGreaterThan(50)
    expect(odd).toEqual([])
  })

  it('every package may be used by anybody', () => {
    const free = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Python-2.0']

    expect(production.filter(([, { license = '' }]) => !free.includes(license))).toEqual([])
  })
})

it('a release says how to report a vulnerability, under which licence it is, and what it is made of', () => {
  const texts = ['SECURITY.md', 'LICENSE', 'Dockerfile'].map((name) =>
    readFileSync(join(root, name), 'utf8'),
  )

  expect(texts).toEqual([
    expect.stringContaining('Report a vulnerability'),
    expect.stringContaining('Apache License'),
    expect.stringMatching(/^FROM \S+@?\S+/m),
  ])
  expect(manifest.scripts.sbom).toMatch(/npm sbom --sbom-format=cyclonedx --omit=dev/)
})

it.each([
  ['20.20.0', 1, /^Lockstep needs Node 22\.18 or newer, and this is 20\.20\.0\. Install it .+\n$/],
  ['22.17.9', 1, /22\.17\.9/],
  ['22.18.0', 0, /^$/],
  ['24.0.0', 0, /^$/],
])('on Node %s the start ends with %i, in one line', async (version, code, said) => {
  const versions = `{ ...process.versions, node: '${version}' }`
  const pretend = `Object.defineProperty(process, 'versions', { value: ${versions} })`
  const script = manifest.scripts.start.replace(/^node /, '')
  const args = ['--import', `data:text/javascript,${pretend}`, script, '--version']

  const ended = await promisify(execFile)(process.execPath, args, { cwd: root }).catch((e) => e)

  expect(ended.code ?? 0).toBe(code)
  expect(ended.stderr).toMatch(said)
})
