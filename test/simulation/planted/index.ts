import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { faults } from './faults.ts'

// Plants each fault in turn and says how many seeds it took the simulation to find it: a table in Markdown.

const here = import.meta.dirname
const [only] = process.argv.slice(2)
const write = (line: string) => process.stdout.write(`${line}\n`)
write('| planted fault | seeds it took | what caught it |')
write('| --- | --- | --- |')
let missed = 0
for (const [at, { name }] of faults.entries()) {
  if (only && !name.includes(only) && only !== String(at)) continue
  const args = ['test/support/fast-start.ts', 'test/simulation/planted/plant.ts']
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...args.flatMap((file) => ['--import', join(here, '../../..', file)]),
      ...[join(here, '../simulate.ts'), '--seeds', process.env.SEEDS ?? '2000', '--first'],
    ],
    { env: { ...process.env, PLANTED: String(at) }, encoding: 'utf8', maxBuffer: 1e9 },
  )
  const [, seed, words = ''] = /^seed (\d+): (.*)$/m.exec(stdout) ?? []
  if (!seed) missed += 1
  const caught = seed
    ? words.replaceAll(/[0-9a-f-]{36}/g, 'ID')
    : stderr.slice(-300) || stdout.slice(-200)
  write(`| ${name} | ${seed ?? 'never'} | ${caught.slice(0, 140).replaceAll('|', '/')} |`)
}
process.exitCode = missed > 0 ? 1 : 0
