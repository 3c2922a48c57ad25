import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { issues } from '../../db/schema/index.ts'
import type { RemoteRef } from '../../src/domain/issue.ts'
import { startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'
import { openPerson, type Person } from '../trackers/github/person.ts'
import { type Github, startGithub } from '../trackers/github/server.ts'
import { settingsFor } from '../trackers/github/tracker.ts'
import { webhookSecret } from '../trackers/kit/outbox.ts'

/** More of them: HISTORIES=500 SEED=1. */
const histories = Number(process.env.HISTORIES ?? 25)
const seed = Number(process.env.SEED ?? 19)

/** What may happen, to one of the issues; `n` chooses which. */
const steps = [
  ...['report', 'close', 'label', 'comment', 'again'],
  ...['transfer', 'transfer back', 'rename', 'take the name', 'delete the repository', 'delete'],
  ...['a person closes', 'poll', 'webhooks', 'webhooks late', 'webhooks lost', 'restart'],
] as const
type Step = { readonly what: (typeof steps)[number]; readonly n: number }

const history = fc.array(
  fc.record<Step>({ what: fc.constantFrom(...steps), n: fc.nat({ max: 9 }) }),
  { minLength: 4, maxLength: 14 },
)

let github: Github
let casey: Person
let bridge: TestBridge
beforeAll(async () => {
  github = await startGithub({ webhooks: true })
  casey = openPerson(github)
})
afterAll(() => github.stop())

it(`in ${histories} histories of moves, renames, taken names and deletions no write reaches a stranger's issue`, async () => {
  for (const [run, happened] of fc.sample(history, { numRuns: histories, seed }).entries()) {
    await github.reset()
    bridge = open()
    await fileByHand('acme/shop')
    await report()
    await report()
    for (const step of happened) await take(step)
    await pass(120_000)
    await bridge.stop()
    const told = happened.map(({ what, n }) => `${what} ${n}`).join(', ')
    expect(github.strangers, `history ${run}: ${told}`).toEqual([])
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
  const known = (await bridge.db.query.select().from(issues)).filter(({ remoteId }) => remoteId)
  const issue = known[n % Math.max(1, known.length)]
  if (what === 'report') return report()
  if (what === 'poll') return pass(60_000)
  if (what === 'restart') return restart()
  if (what.startsWith('webhooks')) return webhooks(what)
  if (['rename', 'take the name', 'delete the repository'].includes(what)) return remake(what, n)
  if (!issue) return
  const { target, remoteId, remoteKey } = issue
  const ref = { target, id: remoteId ?? '', key: remoteKey ?? '' }
  const path = `/api/v1/issues/${issue.id}`
  const acts: Partial<Record<Step['what'], () => Promise<unknown>>> = {
    close: () => bridge.kondukto('PATCH', path, { status: 'closed' }),
    label: () => bridge.kondukto('PATCH', path, { labels: [`label-${n}`] }),
    comment: () => bridge.kondukto('POST', `${path}/comments`, { comments: [{ body: 'Why' }] }),
    again: () => bridge.kondukto('PATCH', path, { status: 'open' }),
    transfer: () => transfer(ref, 'acme/other'),
    'transfer back': () => transfer(ref, 'acme/shop'),
    delete: () => github.moves.deleteIssue(ref),
    'a person closes': () => casey.close(ref, 'not_planned'),
  }
  // A person may not find it any more where we know it.
  await acts[what]?.().catch(() => null)
  await bridge.tick()
}

async function report(): Promise<void> {
  await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
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

async function webhooks(what: string): Promise<void> {
  const sent = github.outbox.splice(0)
  if (what === 'webhooks lost') return
  for (const { headers, body } of what === 'webhooks late' ? sent.toReversed() : sent) {
    const url = 'http://bridge/trackers/github/events'
    await bridge.fetch(new Request(url, { method: 'POST', headers, body }))
  }
  await bridge.tick()
}

async function restart(): Promise<void> {
  const { db } = bridge
  await bridge.tick()
  bridge = open(db)
}

async function pass(ms: number): Promise<void> {
  await github.advance(ms)
  for (let ticks = 0; ticks < 20 && (await bridge.tick()) <= github.now(); ticks += 1);
}
