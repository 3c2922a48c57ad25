/** A fault to be planted in the product: in `file`, `from` becomes `to`. */
export interface Fault {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Faults that were made once, or could be. The simulation has to find each. */
export const faults: readonly Fault[] = [
  {
    name: 'a create is never looked up after an uncertain try',
    file: 'connectors/github/issues/issues.ts',
    from: 'draft.uncertain ? await findIssue(account, target, draft, signal) : null',
    to: 'null',
  },
  {
    name: 'a comment is never looked up after an uncertain try',
    file: 'connectors/github/issues/comments.ts',
    from: 'draft.uncertain ? await findComment(account, issue, draft, signal) : null',
    to: 'null',
  },
  {
    name: 'an outage leaves no doubt',
    file: 'src/queue/failure.ts',
    from: 'job.outcomeUnknown || !nothingSent',
    to: 'job.outcomeUnknown',
  },
  {
    name: 'a death leaves no doubt',
    file: 'db/tables/queue/leases.ts',
    from: 'outcome_unknown = 1',
    to: 'outcome_unknown = outcome_unknown',
  },
  {
    name: 'an uncertain create is not refreshed',
    file: 'src/jobs/create-issue.ts',
    from: 'job.outcomeUnknown ? [',
    to: 'false ? [',
  },
  {
    name: "a lease's holder is not checked",
    file: 'db/tables/queue/end-claim.ts',
    from: 'case when ${held} then ${jobs.version} + 1 end',
    to: '${jobs.version} + 1',
  },
  {
    name: 'no time is left for a look-up after an outage',
    file: 'src/queue/failure.ts',
    from: 'Math.max(deps.now() + delay, settled)',
    to: 'deps.now() + 1',
  },
  {
    name: 'no time is left for a look-up after a death',
    file: 'db/tables/queue/leases.ts',
    from: 'then lease_until + ${settleMs - leaseMs} end',
    to: 'then 0 end',
  },
  {
    name: 'the cursor moves before what it brought is applied',
    file: 'src/jobs/poll-tracker.ts',
    from: '    return {\n      record: async',
    to: '    await deps.db.atomic(moved)\n    return {\n      record: async',
  },
  {
    name: "an attempt's outcome is not written in one piece",
    file: 'src/queue/attempt.ts',
    from: '    await deps.db.atomic([\n      endClaim(deps.db, job, change),\n      ...statements,',
    to: '    await deps.db.atomic([endClaim(deps.db, job, change)])\n    await deps.db.atomic([\n      ...statements,',
  },
  {
    name: 'concurrency is ignored',
    file: 'db/tables/queue/claims.ts',
    from: '${jobs.id} = (${next}) and (${running}) < ${perAccount}',
    to: '${jobs.id} = (${next}) and 1',
  },
  {
    name: "an echo is taken for a person's word",
    file: 'src/domain/echo.ts',
    from: 'return writing || at === seenAt || Math.min(at, now) < wroteAt + marginMs',
    to: 'return false',
  },
  {
    name: 'our own comments are mirrored back',
    file: 'src/mirror/apply-comment.ts',
    from: 'remoteId === null ? id === key : remoteId === comment',
    to: 'remoteId === comment',
  },
  {
    name: "a person's edit of a comment is passed over",
    file: 'src/mirror/apply-comment.ts',
    from: 'event.at < row.updatedAt || event.body === row.body',
    to: 'true',
  },
  {
    name: 'deleted comments are never noticed',
    file: 'src/mirror/apply-events.ts',
    from: 'count !== null && count < mirror.count() && !trusted',
    to: 'false',
  },
  {
    name: 'an optimistic lock that never fails',
    file: 'db/tables/issues.ts',
    from: 'case when ${issues.version} = ${version} then ${version} + 1 end',
    to: '${issues.version} + 1',
  },
  {
    name: 'what waits is never let go',
    file: 'src/queue/attempt.ts',
    from: "change.state === 'done' ? release(job, pause > 0 ? now + pause : 0) : []",
    to: "change.state === 'done' && job.kind !== 'comment' ? release(job, 0) : []",
  },
  {
    name: 'polls of what is not settled are not repeated',
    file: 'connectors/github/events/since.ts',
    from: 'const settled = isoOf(Math.min(Date.parse(last), answered - settleMs))',
    to: 'const settled = isoOf(answered)',
  },
  {
    name: 'a wake-up in the past',
    file: 'src/queue/due.ts',
    from: 'return first > now ? first : now + patienceMs',
    to: 'return first',
  },
  {
    name: 'the pace is not counted',
    file: 'db/tables/queue/pace.ts',
    from: 'max(${accounts.nextWriteAt}, ${lastWriteAt}) + ${everyMs * writes}',
    to: '${accounts.nextWriteAt}',
  },
  {
    name: 'a write that may have arrived is sent again at once',
    file: 'src/platform/fetch.ts',
    from: 'isRead ? !signal?.aborted && !(error instanceof AnswerTooLarge) : wasNeverSent(error),',
    to: '!signal?.aborted,',
  },
  {
    name: 'reopening without a look at what people did meanwhile',
    file: 'src/jobs/update-issue.ts',
    from: "rest.state?.status === 'open' ? await decidedAnew(attempt) : null",
    to: 'null',
  },
  {
    name: 'a state that was refused is forgotten',
    file: 'src/mirror/apply-issue.ts',
    from: "if (belief !== 'news') return",
    to: "if (belief !== 'news' || event.state.status === 'open') return",
  },
  {
    name: 'of simultaneous creates the loser is refused',
    file: 'src/intake/accept-finding.ts',
    from: '    if (!stored) throw error\n    return stored',
    to: '    throw error',
  },
  {
    name: 'an answer before the commit',
    file: 'src/intake/accept-finding.ts',
    from: '    await deps.db.atomic(writesForNew(deps, report, issue))',
    to: '    deps.db.atomic(writesForNew(deps, report, issue)).catch(() => {})',
  },
  {
    name: 'a mistake of ours gives up at the first try',
    file: 'src/queue/failure.ts',
    from: 'isStoreOutage(failure.error) ? ',
    to: 'false ? ',
  },
  {
    name: 'leases are never freed',
    file: 'db/tables/queue/leases.ts',
    from: "and state = 'running' and lease_until <= ${until}",
    to: "and state = 'running' and lease_until <= 0",
  },
  {
    name: 'a reader takes the wrong one of two decisions in a second',
    file: 'src/domain/echo.ts',
    from: 'at === seenAt || ',
    to: '',
  },
]
