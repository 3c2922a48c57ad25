import { parseArgs } from 'node:util'
import { faults } from './faults.ts'
import { losePower } from './losses.ts'
import { canRecord, recordRun } from './recording.ts'

// Has the power fail `--losses 1000` times, from `--seed 1` on; with `--faults`, with each planted fault in turn.

const { values } = parseArgs({
  options: {
    losses: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    faults: { type: 'boolean', default: false },
  },
})
const write = (line: string) => process.stdout.write(`${line}\n`)
const findings = 600
const losses = Number(values.losses)
if (!canRecord()) throw new Error('this needs Linux and a C compiler')
for (const fault of values.faults ? Object.keys(faults) : ['']) {
  const recording = recordRun(findings, fault)
  const { answered, wrong } = losePower(recording, losses, Number(values.seed))
  const syncs = recording.filter(({ kind }) => kind === 'sync').length
  write(`${fault || 'no fault'}: ${findings} findings, ${recording.length} steps, ${syncs} syncs;`)
  write(`  ${losses} power losses, ${answered} answers looked for, ${wrong.length} wrong`)
  for (const words of wrong.slice(0, 3)) write(`  ${words}`)
  if (wrong.length > 0 !== (fault !== '')) process.exitCode = 1
}
