import { benchAccept, benchCorgea, benchHolm } from './accept.ts'
import { benchClaim } from './claim.ts'
import { benchConsole } from './console.ts'
import { benchHold, benchHoldFetching } from './hold.ts'
import { benchJiraText } from './jira-text.ts'
import { benchLatency } from './latency.ts'
import { benchMemory } from './memory.ts'
import { benchDearText, benchText } from './text.ts'

// Each figure is a ratio within this one run: absolute times say more about the machine than about Lockstep.

for (const bench of [
  benchAccept,
  benchCorgea,
  benchHolm,
  benchHold,
  benchHoldFetching,
  benchLatency,
  benchMemory,
  benchClaim,
  benchConsole,
  benchText,
  benchDearText,
  benchJiraText,
]) {
  process.stdout.write(`${await bench()}\n`)
}
process.exit(0)
