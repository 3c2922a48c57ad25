import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { openPerson, type Person } from '../../trackers/github/person.ts'
import { type Github, startGithub } from '../../trackers/github/server.ts'
import { settingsFor } from '../../trackers/github/tracker.ts'
import { webhookSecret } from '../../trackers/kit/outbox.ts'
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

const repositories = ['rename', 'take the name', 'delete the repository']
const own = ['transfer', 'transfer back', ...repositories]

let github: Github
let casey: Person
let bridge: TestBridge
beforeAll(async () => {
  github = await startGithub({ webhooks: true })
  casey = openPerson(github)
})
afterAll(() => github.stop())

it(`in ${histories} histories of moves, renames, taken names and deletions on GitHub no write reaches a stranger's issue`, async () => {
  for (const [run, history] of sampleHistories(own).entries()) {
    await github.reset()
    bridge = open()
    await fileByHand('acme/shop')
    await report(bridge)
    await report(bridge)
    for (const step of history) await take(step)
    await pass(bridge, github, 120_000)
    await bridge.stop()
    expect(github.strangers, `history ${run}: ${inWords(history)}`).toEqual([])
  }
}, 3_600_000)

function open(db?: TestBridge['db']): TestBridge {
  const clock = {
    get now() {
      return github.now()
    },
  }
  const pace = { GITHUB_WRITES_PER_MINUTE: '0', GITHUB_WRITES_PER_HOUR: '0' }
  const env = { ...settingsFor(github), ...pace, GITHUB_WEBHOOK_SECRET: webhookSecret }
  return startBridge({ clock, env: { ...env, CREATE_WAIT_MS: '0' }, ...(db && { db }) })
}

async function take({ what, n }: Step): Promise<void> {
  if (what === 'report') return report(bridge)
  if (what === 'poll') return pass(bridge, github, 60_000)
  if (what === 'restart') return restart()
  if (what.startsWith('webhooks'))
    return deliver(bridge, github, { what, path: '/trackers/github/events' })
  if (repositories.includes(what)) return remake(what, n)
  const chosen = await chosenIssue(bridge, n)
  if (!chosen) return
  const { ref, path } = chosen
  const acts: Readonly<Record<string, () => Promise<unknown>>> = {
    ...scannerActs(bridge, path, n),
    transfer: () => transfer(ref, 'acme/other'),
    'transfer back': () => transfer(ref, 'acme/shop'),
    delete: () => github.moves.deleteIssue(ref),
    'a person closes': () => casey.close(ref, 'not_planned'),
  }
  // A person may not find it any more where we know it.
  await acts[what]?.().catch(() => null)
  await bridge.tick()
}

/** Strangers' issues come first there, so that they have the numbers that ours have. */
async function transfer(ref: RemoteRef, to: string): Promise<void> {
  await fileByHand(to)
  await github.moves.transfer(ref, to)
}

async function remake(what: string, n: number): Promise<void> {
  const { moves } = github
  try {
    if (what === 'rename') moves.rename('acme/shop', `acme/legacy-${n}`)
    if (what === 'delete the repository') moves.deleteRepository('acme/shop')
    if (what !== 'rename') moves.createRepository('acme/shop')
  } catch {
    // There is no such repository now, or no more spare one.
  }
  for (let made = 0; made < 3; made += 1) await fileByHand('acme/shop')
}

async function fileByHand(target: string): Promise<void> {
  const path = `/repos/${target}/issues`
  await casey.ask('POST', path, { title: 'A stranger', body: 'Ours' }).catch(() => null)
}

async function restart(): Promise<void> {
  const { db } = bridge
  await bridge.tick()
  bridge = open(db)
}
