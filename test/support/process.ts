import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

const entry = join(import.meta.dirname, '../../src/cli/launch/checkout.js')

/** A real Lockstep process, as `npm start` runs it. */
export interface Running {
  readonly url: string
  readonly pid: number
  /** Everything it has printed so far. */
  readonly output: () => string
  /** Ends it the way a crash does, without warning. */
  kill(): Promise<void>
  /** Asks it to end; answers its exit code. */
  stop(): Promise<number | null>
}

/** Starts Lockstep in an empty environment but for `env`, and waits until it listens. Throws what it printed if it ends. */
export async function startProcess(env: Record<string, string>, cwd?: string): Promise<Running> {
  const port = env.PORT ?? String(await freePort())
  const child = spawn(process.execPath, [entry], {
    cwd,
    env: {
      PATH: process.env.PATH,
      // Many processes are started: compiling the same sources again each time would be most of their lives.
      NODE_COMPILE_CACHE: join(tmpdir(), 'lockstep-compile-cache'),
      PORT: port,
      DATABASE_PATH: ':memory:',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const listening = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk
      if (printed.includes('Lockstep listens on')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`ended with ${code}:\n${printed}`)))
  })
  await listening
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    output: () => printed,
    kill: async () => void (await end(child, 'SIGKILL')),
    stop: () => end(child, 'SIGTERM'),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
  return child.exitCode
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
