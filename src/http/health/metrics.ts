import { type Context, Hono } from 'hono'
import {
  countJobs,
  countStandstills,
  countUnfiled,
  type JobCount,
  listPolls,
  type PollRow,
  type UnfiledCount,
} from '../../../db/tables/metrics/gauges.ts'
import { allTries, readTotals, type Totals } from '../../../db/tables/metrics/totals.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { isSecret } from '../../platform/secret.ts'
import { queueAccounts } from '../../queue/accounts.ts'
import { isAdmin } from '../login/session.ts'
import { exposition, type Metric, type Sample } from './prometheus.ts'

/** `/metrics` for Prometheus, from the store's rows: several processes and isolates say the same. */
export function metricsRoutes(deps: Deps): Hono {
  return new Hono().get('/metrics', async (c) => {
    if (!(await mayRead(c, deps))) throw new HttpError(403, 'missing admin token')
    const type = 'text/plain; version=0.0.4; charset=utf-8'
    return c.body(exposition(await metricsOf(deps)), 200, { 'Content-Type': type })
  })
}

/** Takes METRICS_TOKEN, so that the monitoring need not know the admin token. */
async function mayRead(c: Context, deps: Deps): Promise<boolean> {
  const [, token = ''] = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? []
  if (token && (await isSecret(token, deps.config.metricsTokens))) return true
  return isAdmin(c, deps)
}

async function metricsOf(deps: Deps): Promise<Metric[]> {
  const { db, now } = deps
  const ids = [...queueAccounts(deps).keys()]
  const [totals, unfiled, jobs, polls, still, bytes] = await Promise.all([
    readTotals(db),
    countUnfiled(db, ids),
    countJobs(db, ids),
    listPolls(db),
    countStandstills(db),
    db.bytes(),
  ])
  return [
    counter('lockstep_findings_total', 'Findings that got an issue.', {
      ...{ total: totals.findings, labels: ['source', 'account'] },
    }),
    gauge('lockstep_findings', 'Findings by what became of them.', findings(totals, unfiled)),
    counter('lockstep_messages_total', 'Messages that came in.', {
      ...{ total: totals.messages, labels: ['source', 'outcome'] },
    }),
    {
      ...{ name: 'lockstep_attempts_total', help: 'Attempts of jobs that write.', type: 'counter' },
      samples: attemptSamples(totals.attempts?.counts ?? {}),
    },
    gauge('lockstep_jobs', 'Open jobs, at most 10,000 of a state.', jobs.map(jobSample)),
    gauge('lockstep_oldest_job_seconds', 'Age of the oldest open job.', oldest(jobs, now())),
    gauge('lockstep_poll_age_seconds', 'Time since a poll worked.', polls.map(pollSample(deps))),
    gauge('lockstep_paused', 'Accounts and destinations that are paused.', [
      { labels: { what: 'account' }, value: still.accounts },
      { labels: { what: 'destination' }, value: still.destinations },
    ]),
    gauge('lockstep_findings_without_route', 'Findings that no route takes.', [
      { labels: {}, value: still.unrouted },
    ]),
    gauge('lockstep_store_bytes', 'Size of the store.', bytes === null ? [] : [bare(bytes)]),
  ]
}

function counter(
  name: string,
  help: string,
  { total, labels }: { total: Totals['findings']; labels: readonly string[] },
): Metric {
  const samples = Object.entries(total?.counts ?? {}).map(([names, value]) => {
    const values: unknown[] = JSON.parse(names)
    return { labels: Object.fromEntries(labels.map((label, i) => [label, `${values[i]}`])), value }
  })
  return { name, help, type: 'counter', samples }
}

/** What is neither waiting nor failed is filed. */
function findings({ findings: total }: Totals, unfiled: readonly UnfiledCount[]): Sample[] {
  const all = new Map<string, number>()
  for (const [names, count] of Object.entries(total?.counts ?? {})) {
    const [source = ''] = JSON.parse(names) as string[]
    all.set(source, (all.get(source) ?? 0) + count)
  }
  const filed = [...all].map(([source, count]) => {
    const own = unfiled.filter((it) => it.source === source && it.outcome !== 'without_route')
    const rest = own.reduce((left, it) => left - it.count, count)
    return { source, outcome: 'filed', count: Math.max(0, rest) }
  })
  return [...filed, ...unfiled].map(({ source, outcome, count }) => ({
    labels: { source, outcome },
    value: count,
  }))
}

/** An attempt that did its job has no row, so it is what the others leave of all paced ones. */
function attemptSamples(counts: Readonly<Record<string, number>>): Sample[] {
  const rows = Object.entries(counts).map(([names, count]) => {
    const [account = '', outcome = '', paced = 0]: [string?, string?, number?] = JSON.parse(names)
    return { account, outcome, isPaced: paced === 1, count }
  })
  const failed = rows.filter(({ outcome }) => outcome !== allTries && outcome !== 'done')
  const done = rows
    .filter(({ outcome }) => outcome === allTries)
    .map(({ account, count }) => {
      const own = failed.filter((row) => row.isPaced && row.account === account)
      const rest = count - own.reduce((sum, row) => sum + row.count, 0)
      return { labels: { account, outcome: 'done' }, value: Math.max(0, rest) }
    })
  const groups = Map.groupBy(failed, ({ account, outcome }) => `${account} ${outcome}`)
  const others = [...groups.values()].map((its) => {
    const [{ account, outcome } = { account: '', outcome: '' }] = its
    return { labels: { account, outcome }, value: its.reduce((sum, { count }) => sum + count, 0) }
  })
  return [...done, ...others]
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: 'gauge', samples }
}

function bare(value: number): Sample {
  return { labels: {}, value }
}

function jobSample({ account, kind, state, count }: JobCount): Sample {
  return { labels: { account, kind, state }, value: count }
}

/** Of the work about issues: recurring jobs are open for ever. */
function oldest(jobs: readonly JobCount[], now: number): Sample[] {
  const recurring = ['poll', 'check', 'purge', 'watch', 'redeliver', 'fetch', 'file-waiting']
  const own = jobs.filter(({ kind, state }) => !recurring.includes(kind) && state !== 'failed')
  const accounts = [...new Set(own.map(({ account }) => account))]
  return accounts.map((account) => {
    const since = Math.min(...own.filter((it) => it.account === account).map((it) => it.since))
    return { labels: { account }, value: Math.max(0, (now - since) / 1000) }
  })
}

/** A poll that works is due one interval after it worked. */
function pollSample({ config, now }: Deps): (row: PollRow) => Sample {
  return ({ destination, dueAt, failingSince }) => {
    const worked = failingSince ?? (dueAt ?? now()) - config.pollMs
    return { labels: { destination }, value: Math.max(0, (now() - worked) / 1000) }
  }
}
