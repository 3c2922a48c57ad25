import { type Context, Hono } from 'hono'
import {
  countJobs,
  countStandstills,
  countUnfiled,
  listPolls,
} from '../../../db/tables/metrics/gauges.ts'
import { readTotals } from '../../../db/tables/metrics/totals.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { isSecret } from '../../platform/secrets/secret.ts'
import { queueAccounts } from '../../queue/accounts.ts'
import { isAdmin } from '../login/session.ts'
import { exposition, type Metric } from './prometheus.ts'
import {
  attemptSamples,
  bare,
  counter,
  findings,
  gauge,
  jobSample,
  oldest,
  pollSample,
} from './samples.ts'

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
