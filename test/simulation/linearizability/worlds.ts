import { freshWorker } from '../process/fresh-worker.ts'
import { drawScenario } from '../scenario.ts'
import { openStage, type Stage } from '../stage.ts'
import { openWorld, type World } from '../world/world.ts'
import { isLinearizable } from './checker.ts'
import { type Counter, decideAsPerson, type Register, useRegister } from './clients.ts'

/** What came of a seed: histories of issues, and which of them no register could have had. */
export interface Histories {
  readonly all: readonly Register[]
  readonly wrong: readonly Register[]
  readonly violations: readonly string[]
}

const clients = 3
/** Requests of each client. */
const requests = 13

/** Has clients and people use some issues at once, by two isolates on one store, in the world of a seed. */
export async function historiesOf(seed: number): Promise<Histories> {
  const worker = await freshWorker()
  const world = openWorld(seed)
  try {
    const scenario = { ...drawScenario(world.chance), isolates: 2, createWaitMs: 0 }
    const stage = openStage(world, scenario, worker)
    const all = await openRegisters(stage, world.chance.whole(3, 6))
    const { storeFails, dies, freezes, trouble, kinds } = scenario
    Object.assign(stage.weather, { trouble, kinds })
    Object.assign(stage.ground.unsteady, { storeFails, dies, freezes })
    for (let n = 0; n < scenario.kills; n += 1)
      world.after(world.chance.whole(0, 60_000), stage.deployment.kill)
    await useAll(stage, all, world.chance.pick([0, 0, 2, 5]))
    Object.assign(stage.weather, { trouble: 0 })
    Object.assign(stage.ground.unsteady, { storeFails: 0, dies: 0, freezes: 0 })
    const wrong = all.filter(({ history, initial }) => !isLinearizable(history, initial))
    stage.deployment.end()
    return { all, wrong, violations: stage.ground.violations }
  } finally {
    await world.rest()
    world.end()
  }
}

async function openRegisters(stage: Stage, count: number): Promise<Register[]> {
  const { world, scanner } = stage
  const findings = Array.from({ length: count }, () => scanner.report('shop'))
  await world.pass(60_000, () => scanner.busy() === 0)
  // Filed by now, so that people find them.
  await world.pass(20_000)
  return findings.map(({ id, body }) => ({
    id: id ?? '',
    initial: { status: 'open', body: String(body.template_md) },
    history: [],
  }))
}

async function useAll(stage: Stage, registers: readonly Register[], deeds: number): Promise<void> {
  const { world } = stage
  const counter: Counter = { now: 0 }
  let busy = 0
  for (const register of registers) {
    for (let at = 0; at < clients; at += 1) {
      const client = { register, counter, name: `client ${at + 1}` }
      busy += 1
      const end = () => {
        busy -= 1
      }
      useRegister(stage, client, requests).then(end, end)
    }
    for (let n = 0; n < deeds; n += 1)
      world.after(world.chance.whole(0, 60_000), () =>
        decideAsPerson(stage, { register, counter, name: 'casey' }),
      )
  }
  await passUntil(world, () => busy === 0)
}

/** No client waits longer than its patience for any of its requests. */
async function passUntil(world: World, isOver: () => boolean): Promise<void> {
  if (!(await world.pass(4 * 3_600_000, isOver))) throw new Error('clients do not come to an end')
}
