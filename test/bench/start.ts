import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { konduktoSecret } from '../support/bridge.ts'
import { freePort } from '../support/process.ts'
import { atMost, inFolder, type Line, median } from './measure.ts'

const root = join(import.meta.dirname, '../..')
const starts = 5

/** How long `npm start` takes until it answers /healthz, and how much memory it has with nothing to do. */
export function benchStart(): Promise<Line[]> {
  return inFolder(async (folder) => {
    // As `npm ci` has. What the engine compiles is not kept yet when the first one starts.
    execFileSync('npm', ['run', 'prepare'], { cwd: root, stdio: 'ignore' })
    const all = []
    for (let n = 0; n < starts; n += 1) all.push(await startOnce(folder))
    const [first] = all
    return [
      atMost('the first start, until /healthz answers', first?.ms ?? Number.NaN, 1000, ' ms'),
      atMost('a start, until /healthz answers', median(all.map(({ ms }) => ms)), 500, ' ms'),
      atMost('memory with nothing to do', median(all.map(({ memory }) => memory)), 90, ' MB'),
    ]
  })
}

/** The same command as the script `start`; npm's own time is not ours. */
async function startOnce(folder: string) {
  const port = String(await freePort())
  const env = {
    ...{ PATH: process.env.PATH, PORT: port, KONDUKTO_SECRET: konduktoSecret },
    ...{ DATABASE_PATH: join(folder, 'store.db'), NODE_COMPILE_CACHE: join(folder, 'compiled') },
    ADMIN_TOKEN: 'an-admin-token-of-the-bench',
  }
  const began = performance.now()
  const args = ['src/cli/launch/checkout.js']
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const exited = once(child, 'exit')
  // To ask all the time would take CPU from the start.
  for await (const line of createInterface(child.stdout)) if (line.includes('listens on')) break
  child.stdout.resume()
  while (!(await isUp(port))) await wait(2)
  const ms = performance.now() - began
  await wait(3000)
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  child.kill()
  await exited
  return { ms, memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024 }
}

async function isUp(port: string): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  )
}
