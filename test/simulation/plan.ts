import type { Scenario } from './scenario.ts'
import type { Stage } from './stage.ts'

/** Plans what everybody does, and all trouble, at moments that chance decides. */
export function planActions(stage: Stage, scenario: Scenario): void {
  const { world, scanner, timedScanner, people, operator, deployment, weather, ground } = stage
  const { chance } = world
  const projects = ['shop', 'bank'].slice(0, scenario.repositories)
  const report = () => scanner.report(chance.pick(projects))
  const actions = [
    ...times(scenario.findings, report),
    () => {
      for (let n = 0; n < scenario.burst; n += 1) report()
    },
    ...times(scenario.violations, timedScanner.tell),
    ...times(scenario.deeds, people.act),
    ...times(scenario.commands, scanner.act),
    ...times(scenario.operations, operator.act),
    ...times(scenario.kills, deployment.kill),
    () => {
      weather.refusal = scenario.refusal
      world.after(chance.whole(5000, 120_000), () => {
        weather.refusal = null
      })
    },
    () => {
      weather.always = scenario.silentMs > 0 ? 'cut-after' : null
      world.after(scenario.silentMs, () => {
        weather.always = null
      })
    },
    () => {
      ground.unsteady.refuses = scenario.refuses
      world.after(chance.whole(60_000, 240_000), () => {
        ground.unsteady.refuses = null
      })
    },
  ]
  for (const act of actions) world.after(chance.whole(0, scenario.activeMs), act)
}

function times(count: number, act: () => unknown): (() => void)[] {
  return Array.from({ length: count }, () => () => void act())
}
