import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The middle one of some figures. */
export function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN
}

/** Milliseconds that `run` takes. */
export async function timed(run: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

/** Milliseconds of CPU that `run` takes once it is warm: the middle one of several rounds. */
export function cpuTime(run: () => unknown): number {
  const rounds = Array.from({ length: 20 }, () => {
    const start = process.cpuUsage()
    for (let n = 0; n < 20; n += 1) run()
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000 / 20
  })
  return median(rounds.slice(10))
}

/** Runs `run` with a folder that is deleted afterwards. */
export async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'))
  try {
    return await run(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** A figure to read: three significant digits. */
export function show(figure: number): string {
  return String(Number(figure.toPrecision(3)))
}
