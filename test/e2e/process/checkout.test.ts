import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** A checkout with packages of its own, as far as its cache goes. The tests run in turn. */
let checkout: string
beforeAll(() => {
  checkout = fs.mkdtempSync(join(tmpdir(), 'lockstep-checkout-'))
  for (const part of ['src', 'connectors', 'db', 'package.json'])
    fs.cpSync(join(root, part), at(part), { recursive: true })
  fs.mkdirSync(at('node_modules'))
  for (const name of fs.readdirSync(join(root, 'node_modules')))
    if (name !== '.cache')
      fs.symlinkSync(join(root, 'node_modules', name), at('node_modules', name))
  release('1.0.0')
})
afterAll(() => fs.rmSync(checkout, { recursive: true }))

it('an install makes the bundle that npm start runs, and without sources, as in an image, it makes nothing and succeeds', () => {
  prepare(checkout)
  expect(fs.existsSync(bundle())).toBe(true)

  const bare = at('bare')
  fs.mkdirSync(bare)
  fs.copyFileSync(at('package.json'), join(bare, 'package.json'))
  prepare(bare)
  expect(fs.readdirSync(bare)).toEqual(['package.json'])
}, 60_000)

it('npm start runs a bundle made of the checkout, and makes it anew after any change of a file', () => {
  expect(version()).toBe('1.0.0')
  const { ino } = fs.statSync(bundle())
  expect(version()).toBe('1.0.0')
  expect(fs.statSync(bundle()).ino).toBe(ino)

  const { atime, mtime } = fs.statSync(at('package.json'))
  release('1.0.1')
  fs.utimesSync(at('package.json'), atime, mtime)

  expect(version()).toBe('1.0.1')
}, 60_000)

it('npm start makes its bundle anew after npm has installed something', () => {
  const { ino } = fs.statSync(bundle())
  const installed = at('node_modules/.package-lock.json')
  const text = fs.readFileSync(installed)
  fs.unlinkSync(installed)
  fs.writeFileSync(installed, text)

  expect(version()).toBe('1.0.1')

  expect(fs.statSync(bundle()).ino).not.toBe(ino)
}, 60_000)

it('npm start keeps the files of the bundle before, which a process may still load, and no older ones', () => {
  const first = chunks()
  grow()
  version()
  const second = chunks()
  grow()
  version()
  const third = chunks()

  const isNew = (file: string) => !first.includes(file)
  expect(second.some(isNew)).toBe(true)
  expect(second).toEqual(expect.arrayContaining(first))
  expect(third).toEqual(expect.arrayContaining(second.filter(isNew)))
  expect(third).not.toEqual(expect.arrayContaining(first))
}, 60_000)

it('npm start does not run a file in its cache that it did not make', () => {
  fs.writeFileSync(bundle(), fs.readFileSync(bundle(), 'utf8').replaceAll('1.0.1', '6.6.6'))

  expect(version()).toBe('1.0.1')
}, 60_000)

it('npm start runs the files themselves if they changed and nothing can be made of them', () => {
  fs.unlinkSync(at('node_modules/esbuild'))
  release('1.0.2')

  expect(version()).toBe('1.0.2')
}, 60_000)

/** What npm does at the end of an install. */
function prepare(folder: string): void {
  execFileSync('npm', ['run', 'prepare'], { cwd: folder, stdio: 'ignore' })
}

function version(): string {
  const args = [at('src/cli/launch/checkout.js'), '--version']
  return execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()
}

/** Of the same length, as sizes are easily compared. */
function release(number: string): void {
  const text = fs.readFileSync(at('package.json'), 'utf8')
  fs.writeFileSync(at('package.json'), text.replace(/"version": ".*"/, `"version": "${number}"`))
}

function bundle(): string {
  return at('node_modules/.cache/lockstep/node.mjs')
}

/** The files that a start loads part by part. */
function chunks(): string[] {
  return fs.readdirSync(join(bundle(), '..')).filter((name) => name.endsWith('.mjs'))
}

/** Adds a line to what each command loads. */
function grow(): void {
  fs.appendFileSync(at('src/cli/start.ts'), `\nsay('')`)
}

function at(...path: string[]): string {
  return join(checkout, ...path)
}
