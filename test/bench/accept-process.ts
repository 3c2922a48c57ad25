import process from 'node:process'
import { type Handler, kondukto, openAccepting, openBare, requestsOf, send } from './clients.ts'
import { cpuSince, inFolder, median } from './measure.ts'

// A process of its own, as a server is: what other measures leave in memory is not gone through with its garbage.

/** Rounds until the engine knows the code: what a request takes falls no more after some 16,000. */
const untilKnown = 16
const measured = 9
/** A request's memory is free again once it is answered, as a server's is: all at once would be kept through the round. */
const [together, batches] = [64, 16]

const [handler] = process.argv.slice(2)
const cpu = await inFolder(async (folder) => {
  const open = handler === 'bare' ? openBare : openAccepting
  const handle = open(`${folder}/store.db`, kondukto.path)
  const rounds: number[] = []
  for (let round = 0; round < untilKnown + measured; round += 1)
    rounds.push(await cpuPerRequest(handle, round))
  return median(rounds.slice(untilKnown))
})
process.stdout.write(String(cpu))

/** Milliseconds, without those in which the requests are made. */
async function cpuPerRequest(handle: Handler, round: number): Promise<number> {
  let sum = 0
  for (let batch = 0; batch < batches; batch += 1) {
    const requests = requestsOf(kondukto, together, round * batches + batch)
    const start = process.cpuUsage()
    await send(handle, requests)
    sum += cpuSince(start)
  }
  return sum / (together * batches)
}
