import { parseArgs } from 'node:util'
import { inWorld } from '../stage.ts'
import { memoryInUse, slopeOf } from './memory.ts'
import { beginWork } from './work.ts'

// Lets a server work steadily for `--hours 24` of simulated time, and says by how much its memory grows in a day.

const { values } = parseArgs({ options: { hours: { type: 'string', default: '24' } } })
const hours = Number(values.hours)
/** Hours in which caches fill, code is compiled, and the trace takes the lines that it keeps. */
const warmUp = 8
const mostADay = 1
const write = (line: string) => process.stdout.write(`${line}\n`)

const memory = await inWorld({ post: 'good' }, async (stage) => {
  const { world, ground } = stage
  await beginWork(stage)
  const taken: number[] = []
  for (let hour = 1; hour <= hours; hour += 1) {
    await world.pass(3_600_000)
    // The simulation's own memory of what was said.
    ground.logged.length = 0
    taken.push(memoryInUse())
    write(`hour ${hour}: ${taken.at(-1)?.toFixed(2)} MB`)
  }
  for (const violation of new Set(ground.violations)) write(violation)
  return taken
})
const slope = slopeOf(memory.slice(warmUp)) * 24
write(`${hours} hours; from hour ${warmUp + 1} on it grows by ${slope.toFixed(2)} MB a day`)
process.exitCode = slope > mostADay ? 1 : 0
