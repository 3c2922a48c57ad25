import { parseArgs } from 'node:util'
import { runSeed } from './run.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    /** Ends at the first seed that fails. */
    first: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const first = Number(values.seed ?? 1)
const count = Number(values.seeds ?? (values.seed ? 1 : 100))
const write = (line: string) => process.stdout.write(`${line}\n`)
const begun = process.cpuUsage().user
let [lived, failed, deaths, faults, ms] = [0, 0, 0, 0, 0]
for (let seed = first; seed < first + count; seed += 1) {
  const outcome = await runSeed(seed)
  lived += 1
  deaths += outcome.deaths
  faults += outcome.faults
  ms += outcome.simulatedMs
  if (values.verbose) {
    for (const line of outcome.lines) write(line)
    for (const line of [...outcome.logged, ...outcome.rows]) write(line)
    write(JSON.stringify(outcome.scenario))
    write(outcome.hash)
  }
  if (outcome.violations.length === 0) continue
  failed += 1
  write(`seed ${seed}: ${outcome.violations.join('\n  ')}`)
  if (values.first) break
}
const seconds = (process.cpuUsage().user - begun) / 1e6
write(
  `${lived} seeds, ${failed} failed; ${Math.round((lived / seconds) * 60)} seeds a minute of CPU, ${(ms / 3_600_000).toFixed(1)} simulated hours, ${deaths} deaths, ${faults} faults`,
)
