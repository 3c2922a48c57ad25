import fc from 'fast-check'
import { issues } from '../../../db/schema/index.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import type { TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'

/** How many histories are lived through. More of them: HISTORIES=500 SEED=1. */
export const histories = Number(process.env.HISTORIES ?? 25)
const seed = Number(process.env.SEED ?? 19)

/** What may happen with every tracker, to one of the issues; `n` chooses which. */
const common = [
  ...['report', 'close', 'label', 'comment', 'again', 'delete', 'a person closes'],
  ...['poll', 'webhooks', 'webhooks late', 'webhooks lost', 'restart'],
]

/** Something that happens. */
export interface Step {
  readonly what: string
  readonly n: number
}

/** Returns generated histories of what may happen with every tracker, and of what may happen with this one. */
export function sampleHistories(own: readonly string[]): Step[][] {
  const what = fc.constantFrom(...common, ...own)
  const history = fc.array(fc.record({ what, n: fc.nat({ max: 9 }) }), {
    ...{ minLength: 4, maxLength: 14 },
  })
  return fc.sample(history, { numRuns: histories, seed })
}

/** A history in words, for a test that fails. */
export function inWords(history: readonly Step[]): string {
  return history.map(({ what, n }) => `${what} ${n}`).join(', ')
}

/** Reports a finding. */
export async function report(bridge: TestBridge): Promise<void> {
  await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
  await bridge.tick()
}

/** The issue that a step is about, or null: where Lockstep has it, and its address for the scanner. */
export async function chosenIssue(
  { db }: TestBridge,
  n: number,
): Promise<{ ref: RemoteRef; path: string } | null> {
  const known = (await db.query.select().from(issues)).filter(({ remoteId }) => remoteId)
  const issue = known[n % Math.max(1, known.length)]
  if (!issue) return null
  const { id, target, remoteId, remoteKey } = issue
  return {
    ref: { target, id: remoteId ?? '', key: remoteKey ?? '' },
    path: `/api/v1/issues/${id}`,
  }
}

/** What a scanner may do to an issue. */
export function scannerActs(
  bridge: TestBridge,
  path: string,
  n: number,
): Readonly<Record<string, () => Promise<unknown>>> {
  return {
    close: () => bridge.kondukto('PATCH', path, { status: 'closed' }),
    label: () => bridge.kondukto('PATCH', path, { labels: [`label-${n}`] }),
    comment: () => bridge.kondukto('POST', `${path}/comments`, { comments: [{ body: 'Why' }] }),
    again: () => bridge.kondukto('PATCH', path, { status: 'open' }),
  }
}

/** A tracker's clock and the webhook messages that it has on their way. */
interface Outside {
  readonly outbox: { readonly headers: Readonly<Record<string, string>>; readonly body: string }[]
  readonly now: () => number
  advance(ms: number): Promise<void>
}

/** Delivers what is on its way to the address: in order, late, or not at all. */
export async function deliver(
  bridge: TestBridge,
  { outbox }: Outside,
  { what, path }: { what: string; path: string },
): Promise<void> {
  const sent = outbox.splice(0)
  if (what === 'webhooks lost') return
  for (const { headers, body } of what === 'webhooks late' ? sent.toReversed() : sent) {
    const request = new Request(`http://bridge${path}`, { method: 'POST', headers, body })
    await bridge.fetch(request)
  }
  await bridge.tick()
}

/** Lets time pass, and the bridge do what is due. */
export async function pass(bridge: TestBridge, outside: Outside, ms: number): Promise<void> {
  await outside.advance(ms)
  for (let ticks = 0; ticks < 20 && (await bridge.tick()) <= outside.now(); ticks += 1);
}
