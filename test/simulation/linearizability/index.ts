import { parseArgs } from 'node:util'
import { historiesOf } from './worlds.ts'

// Looks for histories that no register could have had: `--histories 10000`, from `--seed 1` on.

const { values } = parseArgs({
  options: { histories: { type: 'string' }, seed: { type: 'string' } },
})
const wanted = Number(values.histories ?? (values.seed ? 1 : 1000))
const write = (line: string) => process.stdout.write(`${line}\n`)
let [seed, histories, operations, wrong, violations] = [Number(values.seed ?? 1), 0, 0, 0, 0]
for (; histories < wanted; seed += 1) {
  const outcome = await historiesOf(seed)
  histories += outcome.all.length
  operations += outcome.all.reduce((sum, { history }) => sum + history.length, 0)
  violations += outcome.violations.length
  for (const violation of outcome.violations) write(`seed ${seed}: ${violation}`)
  for (const { id, initial, history } of outcome.wrong) {
    wrong += 1
    write(`seed ${seed}: not linearizable: ${id} ${JSON.stringify(initial)}`)
    for (const operation of history) write(`  ${JSON.stringify(operation)}`)
  }
}
const seconds = process.cpuUsage().user / 1e6
write(
  `${histories} histories of ${operations} operations, ${wrong} not linearizable; ${violations} other violations; up to seed ${seed - 1}, ${Math.round(seconds)} s of CPU`,
)
process.exitCode = wrong + violations > 0 ? 1 : 0
