import { parseArgs } from 'node:util'
import { compareLifecycles } from './lifecycle.ts'

// Compares the lifecycle with its reference in `--runs 1000` histories, from `--seed 1` on; with `--data-center` all in Jira
// Data Center. A failure prints what it takes.

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    path: { type: 'string' },
    'data-center': { type: 'boolean', default: false },
  },
})
const { runs, seed, path, 'data-center': dataCenter } = values
const tries = { seed: Number(seed), numRuns: Number(runs), dataCenter }
await compareLifecycles({ ...tries, ...(path && { path }) })
process.stdout.write(
  `${runs} histories are as the reference says; ${Math.round(process.cpuUsage().user / 1e6)} s of CPU\n`,
)
