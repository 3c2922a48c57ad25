import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { freePort } from '../../support/process.ts'

const root = join(import.meta.dirname, '../../..')
const steps = readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n')

/** Stands for the image's file system: `/app` with what is copied into it, and `/data`. */
let image: string
beforeEach(() => {
  image = mkdtempSync(join(tmpdir(), 'lockstep-image-'))
})
afterEach(() => rmSync(image, { recursive: true }))

it('the image has all that its command needs, keeps its store on the volume, and its health check finds it well', async () => {
  const built = argumentsOf('COPY').flatMap(([from, path]) =>
    from === '--from=build' ? [path] : [],
  )
  expect(built).toEqual(['/app/package.json', '/app/node_modules', '/app/dist'])
  const app = join(image, 'app')
  // What `RUN npm run build` would make, and `RUN npm ci` install.
  execFileSync(process.execPath, [join(root, 'src/cli/launch/build.js'), join(app, 'dist')])
  cpSync(join(root, 'package.json'), join(app, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'))
  const port = String(await freePort())
  const [set = []] = argumentsOf('ENV')
  const inImage = Object.fromEntries(set.map((pair) => pair.split('=')))
  const store = join(image, String(inImage.DATABASE_PATH))
  // The volume is there in an image. A test listens on this machine alone.
  const env = { ...inImage, DATABASE_PATH: store, HOST: '127.0.0.1', PORT: port }
  const server = spawn(process.execPath, listed('CMD').slice(1), { cwd: join(image, 'app'), env })

  for await (const part of server.stdout) if (String(part).includes('Lockstep listens')) break
  const check = listed('HEALTHCHECK')
    .slice(1)
    .map((word) => word.replace('8787', port))

  expect(existsSync(store)).toBe(true)
  expect(() => execFileSync(process.execPath, check, { stdio: 'pipe' })).not.toThrow()
  server.kill()
  await once(server, 'exit')
  expect(() => execFileSync(process.execPath, check, { stdio: 'pipe' })).toThrow()
}, 60_000)

/** The words after each instruction of that name. */
function argumentsOf(name: string): string[][] {
  return steps
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1).split(' '))
}

/** The command of an instruction that has its words as a JSON list. */
function listed(name: string): string[] {
  const line = steps.find((step) => step.startsWith(name)) ?? ''
  return JSON.parse(line.slice(line.indexOf('[')))
}
