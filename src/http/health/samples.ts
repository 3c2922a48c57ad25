import type { JobCount, PollRow, UnfiledCount } from '../../../db/tables/metrics/gauges.ts'
import { allTries, type Totals } from '../../../db/tables/metrics/totals.ts'
import type { Deps } from '../../deps.ts'
import type { Metric, Sample } from './prometheus.ts'

/** Counts that only grow, from the text of their labels. */
export function counter(
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
export function findings({ findings: total }: Totals, unfiled: readonly UnfiledCount[]): Sample[] {
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
export function attemptSamples(counts: Readonly<Record<string, number>>): Sample[] {
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

/** What goes up and down. */
export function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: 'gauge', samples }
}

/** A value without labels. */
export function bare(value: number): Sample {
  return { labels: {}, value }
}

/** The open jobs of a kind and state. */
export function jobSample({ account, kind, state, count }: JobCount): Sample {
  return { labels: { account, kind, state }, value: count }
}

/** Of the work about issues: recurring jobs are open for ever. */
export function oldest(jobs: readonly JobCount[], now: number): Sample[] {
  const recurring = [
    'poll',
    'check',
    'purge',
    'watch',
    'look',
    'redeliver',
    'fetch',
    'file-waiting',
  ]
  const own = jobs.filter(({ kind, state }) => !recurring.includes(kind) && state !== 'failed')
  const accounts = [...new Set(own.map(({ account }) => account))]
  return accounts.map((account) => {
    const since = Math.min(...own.filter((it) => it.account === account).map((it) => it.since))
    return { labels: { account }, value: Math.max(0, (now - since) / 1000) }
  })
}

/** A poll that works is due one interval after it worked. */
export function pollSample({ config, now }: Deps): (row: PollRow) => Sample {
  return ({ destination, dueAt, failingSince }) => {
    const worked = failingSince ?? (dueAt ?? now()) - config.pollMs
    return { labels: { destination }, value: Math.max(0, (now() - worked) / 1000) }
  }
}
