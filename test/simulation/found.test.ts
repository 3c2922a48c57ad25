import { expect, it } from 'vitest'
import { settle } from './settle.ts'
import { inWorld } from './stage.ts'

// What the simulation found, each as the shortest world in which it happened.

it('a store that gives no answer for minutes gives up no job: it is an outage, not a mistake of ours', () =>
  inWorld({}, async ({ world, ground, scanner, github, ...stage }) => {
    ground.unsteady.refuses = /from "settings"/
    scanner.report('shop')
    await world.pass(5 * 60_000)
    ground.unsteady.refuses = /^$/

    await settle({ world, ground, scanner, github, ...stage })

    expect(ground.violations).toEqual([])
    expect(github.issues()).toHaveLength(1)
  }))
