import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { type Look, look, type Totals } from './look.ts'
import { lineOf, lookInParts } from './parts.ts'
import { plantAll } from './planted/plant-all.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    /** Ends at the first seed that fails. */
    first: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    /** Lives a part of each world's time, as `npm test` does. */
    short: { type: 'boolean', default: false },
    /** Has Jira Data Center in every world. */
    'data-center': { type: 'boolean', default: false },
    /** Processes at once; by default one for each core if there are many seeds. */
    processes: { type: 'string' },
    /** Plants faults, and says how many seeds it takes to find each. */
    planted: { type: 'boolean', default: false },
    /** Of the faults, those with this in their name. */
    only: { type: 'string' },
    /** Is one of several processes. */
    part: { type: 'boolean', default: false },
  },
})
/** Fewer seeds are over before a second process has started. */
const fewSeeds = 100
const write = (line: string) => process.stdout.write(`${line}\n`)

if (values.planted) process.exitCode = await plantAll({ ...values, write })
else process.exitCode = await simulate()

async function simulate(): Promise<number> {
  const asked: Look = {
    first: Number(values.seed ?? 1),
    count: Number(values.seeds ?? (values.seed ? 1 : 100)),
    untilFirst: values.first,
    isShort: values.short,
    dataCenter: values['data-center'],
    verbose: values.verbose,
    write,
  }
  const isAlone = values.part || values.first || values.verbose || asked.count < fewSeeds
  const processes = isAlone ? 1 : Number(values.processes ?? availableParallelism())
  const begun = Date.now()
  const totals = await (processes > 1 ? lookInParts(asked, processes) : look(asked))
  write(values.part ? lineOf(totals) : summaryOf(totals, Date.now() - begun))
  return totals.failed > 0 && !values.part ? 1 : 0
}

function summaryOf({ lived, failed, deaths, faults, ...times }: Totals, ms: number): string {
  const perMinute = (spent: number) => Math.round((lived / spent) * 60_000)
  const hours = (times.simulatedMs / 3_600_000).toFixed(1)
  return `${lived} seeds, ${failed} failed; ${perMinute(times.cpuMs)} seeds a minute of CPU, ${perMinute(ms)} a minute; ${hours} simulated hours, ${deaths} deaths, ${faults} faults`
}
