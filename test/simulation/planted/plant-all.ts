import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { faults } from './faults.ts'

interface Options {
  /** The most for each fault. */
  readonly seeds?: string | undefined
  readonly seed?: string | undefined
  readonly only?: string | undefined
  readonly write: (line: string) => void
}

const usualSeeds = '2000'
const longest = 140

/**
 * Plants each fault in turn and writes how many seeds it took the simulation to find it: a table in Markdown. Returns 1 if
 * one was never found.
 */
export function plantAll({ only = '', write, ...look }: Options): number {
  write('| planted fault | seeds it took | what caught it |')
  write('| --- | --- | --- |')
  let missed = 0
  for (const [at, { name }] of faults.entries()) {
    if (!name.includes(only)) continue
    const { seeds, caught } = plant(at, look)
    if (seeds === null) missed += 1
    write(`| ${name} | ${seeds ?? 'never'} | ${caught} |`)
  }
  return missed > 0 ? 1 : 0
}

interface Found {
  readonly seeds: number | null
  readonly caught: string
}

function plant(at: number, { seeds = usualSeeds, seed: first = '1' }: Partial<Options>): Found {
  const preloaded = ['--import', join(import.meta.dirname, 'plant.ts')]
  const script = join(import.meta.dirname, '../simulate.ts')
  const args = [...process.execArgv, ...preloaded, script, '--first', `--seed=${first}`]
  const { stdout, stderr } = spawnSync(process.execPath, [...args, `--seeds=${seeds}`], {
    env: { ...process.env, PLANTED: String(at) },
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  const [, seed, words = ''] = /^seed (\d+): (.*)$/m.exec(stdout) ?? []
  const said = seed
    ? words.replaceAll(/[0-9a-f-]{36}/g, 'ID')
    : `${stdout} ${stderr}`.slice(-longest)
  const caught = said.slice(0, longest).replaceAll('|', '/').replaceAll('\n', ' ')
  return { seeds: seed ? Number(seed) - Number(first) + 1 : null, caught }
}
