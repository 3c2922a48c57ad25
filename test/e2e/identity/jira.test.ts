import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { clientOf } from '../../trackers/jira/client.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { openPerson, type Person } from '../../trackers/jira/person.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { settingsFor } from '../../trackers/jira/tracker.ts'
import {
  chosenIssue,
  deliver,
  histories,
  inWords,
  pass,
  report,
  type Step,
  sampleHistories,
  scannerActs,
} from './histories.ts'

const own = ['move', 'move back', 'recreate the project', 'recreate the other', 'hide', 'show']

let jira: Jira
let casey: Person
let bridge: TestBridge
beforeAll(async () => {
  jira = await startJira({ webhooks: true })
  casey = openPerson(clientOf(jira, 'casey'))
})
afterAll(() => jira.stop())

it(`in ${histories} histories of moves, recreated projects and deletions in Jira no write reaches a stranger's issue`, async () => {
  for (const [run, history] of sampleHistories(own).entries()) {
    await jira.reset()
    bridge = open()
    jira.seed(1)
    await report(bridge)
    await report(bridge)
    for (const step of history) await take(step)
    await pass(bridge, jira, 120_000)
    await bridge.stop()
    expect(jira.strangers, `history ${run}: ${inWords(history)}`).toEqual([])
  }
}, 3_600_000)

it('a write to the issue of a stranger is counted', async () => {
  await jira.reset()
  const [{ key } = { key: '' }] = jira.seed(1)
  const authorization = `Basic ${btoa(`${jira.email}:${jira.token}`)}`
  const headers = { authorization, 'content-type': 'application/json' }
  const body = JSON.stringify({ fields: { summary: 'x' } })

  await fetch(`${jira.url}/rest/api/3/issue/${key}`, { method: 'PUT', headers, body })

  expect(jira.strangers).toEqual([`PUT /issue/${key}`])
})

function open(db?: TestBridge['db']): TestBridge {
  const clock = {
    get now() {
      return jira.now()
    },
  }
  const env = { ...settingsFor(jira), CREATE_WAIT_MS: '0' }
  return startBridge({ clock, env, ...(db && { db }) })
}

async function take({ what, n }: Step): Promise<void> {
  if (what === 'report') return report(bridge)
  if (what === 'poll') return pass(bridge, jira, 60_000)
  if (what === 'restart') return restart()
  if (what === 'hide' || what === 'show') return jira.configure('PAY', { hidden: what === 'hide' })
  if (what.startsWith('webhooks'))
    return deliver(bridge, jira, { what, path: '/trackers/jira/events' })
  if (what.startsWith('recreate')) return recreate(what === 'recreate the project' ? 'PAY' : 'OPS')
  const chosen = await chosenIssue(bridge, n)
  if (!chosen) return
  const { ref, path } = chosen
  const acts: Readonly<Record<string, () => Promise<unknown>>> = {
    ...scannerActs(bridge, path, n),
    move: async () => jira.move(ref.id, 'OPS'),
    'move back': async () => jira.move(ref.id, 'PAY'),
    delete: () => casey.remove(ref),
    'a person closes': () => casey.close(ref, 'not_planned'),
  }
  // It may be gone.
  await acts[what]?.().catch(() => null)
  await bridge.tick()
}

/** Strangers' issues come first there, so that they have the keys that ours have. */
function recreate(project: string): void {
  jira.recreate(project)
  jira.seed(3, project)
}

async function restart(): Promise<void> {
  const { db } = bridge
  await bridge.tick()
  bridge = open(db)
}
