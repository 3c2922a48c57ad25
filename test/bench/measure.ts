import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A line of the table: what was measured, what came of it, and whether that is as it should be; null without a target. */
export interface Line {
  readonly what: string
  readonly figure: string
  readonly target: string
  readonly met: boolean | null
}

/** A line whose figure must not be above `most`. */
export function atMost(what: string, figure: number, most: number, unit = ''): Line {
  return { what, ...shown(figure, unit), target: `≤ ${show(most)}${unit}`, met: figure <= most }
}

/** A line whose figure must not be below `least`. */
export function atLeast(what: string, figure: number, least: number, unit = ''): Line {
  return { what, ...shown(figure, unit), target: `≥ ${show(least)}${unit}`, met: figure >= least }
}

/** A line that is only there to be looked at. */
export function seen(what: string, figure: number, unit = ''): Line {
  return { what, ...shown(figure, unit), target: '', met: null }
}

function shown(figure: number, unit: string): { figure: string } {
  return { figure: `${show(figure)}${unit}` }
}

/** The middle one of some figures. */
export function median(figures: readonly number[]): number {
  return percentile(figures, 50)
}

/** The figure below which so many of a hundred are. */
export function percentile(figures: readonly number[], percent: number): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length * percent) / 100)] ?? sorted.at(-1) ?? Number.NaN
}

/** Milliseconds that `run` takes. */
export async function timed(run: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

/** Milliseconds of CPU that this process has spent since `start`. */
export function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** Milliseconds of CPU that `run` takes once it is warm: the middle one of several rounds. */
export function cpuTime(run: () => unknown): number {
  const rounds = Array.from({ length: 20 }, () => {
    const start = process.cpuUsage()
    for (let n = 0; n < 20; n += 1) run()
    return cpuSince(start) / 20
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
