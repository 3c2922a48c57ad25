import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { build } from 'esbuild'

const workerd = join(import.meta.dirname, '../../../node_modules/.bin/workerd')

/** Runs the Worker of the file `main` in a workerd that has nothing else in it. */
export async function startWorkerd(main: string, vars: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-workerd-'))
  await bundle(main, join(folder, 'worker.js'))
  writeFileSync(join(folder, 'workerd.capnp'), configWith(vars))
  const child = spawn(workerd, ['serve', join(folder, 'workerd.capnp'), '--control-fd=3'], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  const [line] = await once(createInterface(child.stdio[3] as Readable), 'line')
  const { port }: { port: number } = JSON.parse(String(line))
  return {
    url: `http://127.0.0.1:${port}`,
    pid: Number(child.pid),
    async stop() {
      child.kill()
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

async function bundle(main: string, outfile: string): Promise<void> {
  await build({
    ...{ entryPoints: [main], outfile, bundle: true, format: 'esm', logLevel: 'error' },
    ...{ conditions: ['workerd', 'worker', 'browser'], external: ['node:*'] },
  })
}

function configWith(vars: Record<string, string>): string {
  const bindings = Object.entries(vars).map(
    ([name, value]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "lockstep", worker = .lockstep),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "lockstep")],
);
const lockstep :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
  bindings = [${bindings.join(', ')}],
);
`
}
