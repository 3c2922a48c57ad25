import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { adminToken } from '../bridge.ts'
import { freePort, type Running, startProcess } from '../process.ts'
import type { Host } from './host.ts'

/** A process of `npm start` with its store in a folder of its own; `fill` makes the file of the store, if it is not to be empty. */
export async function openNode(fill: (path: string) => void = () => {}): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-'))
  const DATABASE_PATH = join(folder, 'lockstep.db')
  const LOCKSTEP_CONFIG = join(folder, 'lockstep.yaml')
  const PORT = String(await freePort())
  const url = `http://127.0.0.1:${PORT}`
  fill(DATABASE_PATH)
  let running: Running | null = null
  const kill = async () => {
    await running?.kill()
    running = null
  }
  return {
    async start(settings, routes) {
      await kill()
      writeFileSync(LOCKSTEP_CONFIG, routes)
      running = await startProcess({ ...settings, PORT, DATABASE_PATH, LOCKSTEP_CONFIG }, folder)
    },
    fetch: (path, init) => fetch(`${url}${path}`, { redirect: 'manual', ...init }),
    async tick() {
      // Redriving nothing wakes it.
      const headers = { Authorization: `Bearer ${adminToken}` }
      await fetch(`${url}/admin/jobs/redrive?job=none`, { method: 'POST', headers })
    },
    async sql(text) {
      const db = new Database(DATABASE_PATH, { timeout: 5000 })
      db.exec(text)
      db.close()
    },
    kill,
    async stop() {
      await kill()
      rmSync(folder, { recursive: true })
    },
  }
}
