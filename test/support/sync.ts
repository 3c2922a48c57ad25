import { local } from '../../connectors/local/index.ts'
import { changeIssue } from '../../connectors/local/store/store.ts'
import { parseConfig } from '../../src/config/config.ts'
import type { Account, Deps } from '../../src/deps.ts'
import type { TrackerEvent } from '../../src/domain/events.ts'
import type { Finding, Verdict } from '../../src/domain/finding.ts'
import type { State } from '../../src/domain/issue.ts'
import { acceptFinding } from '../../src/intake/accept-finding.ts'
import { jobKinds } from '../../src/jobs/index.ts'
import { applyEvents } from '../../src/mirror/apply-events.ts'
import { unlimited } from '../../src/platform/budget.ts'
import { createNotifier } from '../../src/platform/notifier.ts'
import { createRefusals } from '../../src/platform/refusals.ts'
import { runnersOf } from '../../src/queue/run.ts'
import { contextOf } from '../trackers/kit/context.ts'
import { openStore } from './store.ts'
import { noSurroundings } from './surroundings.ts'

const project = 'shop'

/**
 * The sync between a scanner and the embedded tracker, a step at a time: what a running bridge does by itself is done here
 * when a test says so, by a clock that it turns.
 */
export function openSync(db = openStore()) {
  let now = Date.UTC(2026, 0, 1)
  let writes = 0
  const clock = () => now
  const opened = local.open({ PUBLIC_URL: 'http://bridge' }, contextOf({ now: clock, store: db }))
  const connector = {
    ...opened,
    update: (...call: Parameters<typeof opened.update>) => count(opened.update(...call)),
    comment: (...call: Parameters<typeof opened.comment>) => count(opened.comment(...call)),
    create: (...call: Parameters<typeof opened.create>) => count(opened.create(...call)),
  }
  const pace = { writesPerMinute: 0, writesPerHour: 0 }
  const account: Account = {
    ...{ id: 'local', tracker: 'local', name: 'the tracker', definition: local, connector, pace },
    logIn: [],
    writes: () => ({ count: 0, lastAt: null }),
    skewMs: () => null,
  }
  const deps: Deps = {
    ...{ db, now: clock, random: () => 0.5, notifier: createNotifier(), wake() {}, log() {} },
    writeAndWake: (_, statements) => db.atomic(statements),
    config: parseConfig({}, null),
    budget: unlimited,
    refusals: createRefusals(Date.now),
    requestId: null,
    accounts: new Map([['local', account]]),
    sources: new Map(),
    shownSettings: () => ({ groups: [], routesFrom: '' }),
    surroundings: noSurroundings,
  }
  const runner = runnersOf(deps, jobKinds)()
  let told: string | null = null

  return {
    deps,
    connector,
    /** Calls that wrote so far. */
    writes: () => writes,
    pass(ms: number) {
      now += ms
    },
    /** The scanner speaks of a finding; answers our issue's id. */
    async say(key: string, verdict: Verdict) {
      const finding = findingOf(key, verdict)
      return (await acceptFinding(deps, { finding, by: 'Scanner', asked: false })).id
    },
    /** Does every job that is due. */
    deliver,
    /** A person sets an issue's state. */
    set: (remoteId: string, state: State) => changeIssue(db, remoteId, { state }, { at: now }),
    /** What has happened in the tracker since it was last asked: as webhooks would tell it. */
    async events(): Promise<readonly TrackerEvent[]> {
      const all: TrackerEvent[] = []
      for (let more = true; more; ) {
        const changes = await opened.changes(project, told, AbortSignal.timeout(10_000))
        all.push(...changes.events)
        told = changes.cursor
        more = changes.more
      }
      return all
    },
    hear: (events: readonly TrackerEvent[]) => applyEvents(deps, 'local', events),
    async poll() {
      now += deps.config.pollMs
      await deliver()
    },
    close: () => db.close(),
  }

  async function deliver(): Promise<void> {
    for (let first = true; first || (await isDue()); first = false) {
      await runner.prepare(['local'])
      await runner.drain('local')
    }
  }

  async function isDue(): Promise<boolean> {
    const [dues] = await runner.dues({ accounts: ['local'] })
    return Math.min(dues?.paced ?? Infinity, dues?.unpaced ?? Infinity) <= now
  }

  function count<T>(call: T): T {
    writes += 1
    return call
  }
}

/** What the scanner says of the finding with this key. */
export function findingOf(key: string, verdict: Verdict): Finding {
  const texts = {
    reason: '',
    title: `Finding ${key}`,
    body: 'text',
    dueDate: '',
    link: '',
    place: '',
  }
  const assignee = { email: '', username: '' }
  return {
    source: 'scanner',
    key,
    formerKeys: [],
    reportedAt: null,
    verdict,
    partial: false,
    ...texts,
    severity: null,
    project,
    labels: [],
    assignee,
  }
}
