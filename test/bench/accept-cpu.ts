import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { atMost, type Line, seen } from './measure.ts'

/** The CPU time of an accepted create, and what the bare handler takes of the same machine. */
export async function benchAcceptCpu(): Promise<Line[]> {
  return [
    atMost('CPU per accepted create', cpuOf('lockstep'), 0.35, ' ms'),
    seen('the same of the bare handler', cpuOf('bare'), ' ms'),
  ]
}

function cpuOf(handler: string): number {
  const file = join(import.meta.dirname, 'accept-process.ts')
  return Number(execFileSync(process.execPath, [file, handler], { encoding: 'utf8' }))
}
