import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { atMost, type Line, median, seen } from './measure.ts'

const rounds = 3

/** The CPU time of an accepted create, and of the same in the bare handler: each the median of some processes. */
export async function benchAcceptCpu(): Promise<Line[]> {
  const lockstep: number[] = []
  const bare: number[] = []
  // They take turns, as the processor is faster in one second than in another.
  for (let round = 0; round < rounds; round++) {
    lockstep.push(cpuOf('lockstep'))
    bare.push(cpuOf('bare'))
  }
  return [
    atMost('CPU per accepted create', median(lockstep), 0.35, ' ms'),
    seen('the same of the bare handler', median(bare), ' ms'),
  ]
}

function cpuOf(handler: string): number {
  const file = join(import.meta.dirname, 'accept-process.ts')
  return Number(execFileSync(process.execPath, [file, handler], { encoding: 'utf8' }))
}
