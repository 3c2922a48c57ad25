import process from 'node:process'
import { benchAccept, benchCommits } from './accept.ts'
import { benchAcceptCpu } from './accept-cpu.ts'
import { benchClaim } from './claim.ts'
import { benchConsole } from './console.ts'
import { benchAttacks } from './hold/attacks.ts'
import { benchHold, benchHoldFetching } from './hold/findings.ts'
import { benchLatency } from './latency.ts'
import type { Line } from './measure.ts'
import { benchMemory } from './memory.ts'
import { benchPolls } from './polls.ts'
import { printed, writePage } from './report.ts'
import { benchRoutes } from './routes.ts'
import { benchSlowDisk } from './slow-disk.ts'
import { benchStart } from './start.ts'
import { benchDearText, benchText } from './text.ts'
import { benchWorker } from './worker/worker.ts'

// Each figure is a ratio within this one run, or CPU time, if it can be: times say more about the machine than about Lockstep.

const all = {
  // First, as what the others leave in memory would hold up who attacks and who watches.
  attacks: benchAttacks,
  ...{ accept: benchAccept, slowDisk: benchSlowDisk, cpu: benchAcceptCpu, commits: benchCommits },
  ...{ latency: benchLatency, text: benchText, worker: benchWorker, polls: benchPolls },
  ...{ memory: benchMemory, start: benchStart, claim: benchClaim, routes: benchRoutes },
  ...{ console: benchConsole, hold: benchHold, fetching: benchHoldFetching, dear: benchDearText },
}

const named = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const lines: Line[] = []
for (const [name, bench] of Object.entries(all)) {
  if (named.length > 0 && !named.includes(name)) continue
  for (const line of await bench()) {
    lines.push(line)
    process.stdout.write(printed(line))
  }
}
if (process.argv.includes('--write')) writePage(lines, new Date())
const missed = lines.filter(({ met }) => met === false)
if (missed.length > 0) process.stdout.write(`\nMissed:\n${missed.map(printed).join('')}`)
process.exit(process.argv.includes('--strict') && missed.length > 0 ? 1 : 0)
