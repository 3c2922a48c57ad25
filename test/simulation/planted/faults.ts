/** A fault to be planted in the product: each file that says `from` will say `to`. No file says it twice. */
export interface Fault {
  readonly name: string
  readonly from: string
  readonly to: string
}

/** Faults that were made once, or could be. The simulation has to find each. */
export const faults: readonly Fault[] = [
  {
    name: 'a create is never looked up after an uncertain try',
    from: 'draft.uncertain ? await findIssue(account, target, draft, signal) : null',
    to: 'null',
  },
  {
    name: 'a comment is never looked up after an uncertain try',
    from: 'draft.uncertain ? await findComment(account, issue, draft, signal) : null',
    to: 'null',
  },
  {
    name: 'an outage leaves no doubt',
    from: 'job.outcomeUnknown || !nothingSent',
    to: 'job.outcomeUnknown',
  },
  {
    name: 'a death leaves no doubt',
    from: 'outcome_unknown = 1, lease_until = null',
    to: 'lease_until = null',
  },
  {
    name: 'an uncertain create is not refreshed',
    from: 'job.outcomeUnknown ? [',
    to: 'false ? [',
  },
  {
    name: "a lease's holder is not checked",
    from: 'case when ${held} then ${jobs.version} + 1 end',
    to: '${jobs.version} + 1',
  },
  {
    name: 'no time is left for a look-up after an outage',
    from: 'Math.max(deps.now() + delay, settled)',
    to: 'deps.now() + 1',
  },
  {
    name: 'no time is left for a look-up after a death',
    from: "then lease_until + ${value('settle')} end",
    to: 'then 0 end',
  },
  {
    name: 'the cursor moves before what it brought is applied',
    from: '    return {\n      record: async',
    to: '    await deps.db.atomic(moved)\n    return {\n      record: async',
  },
  {
    name: "an attempt's outcome is not written in one piece",
    from: '    await write([\n      endClaim(deps.db, job, { ...change, ...own }),\n      ...statements,',
    to: '    await write([endClaim(deps.db, job, { ...change, ...own })])\n    await write([\n      ...statements,',
  },
  {
    name: 'concurrency is ignored',
    from: 'and r.destination = heads.destination) < ',
    to: 'and r.destination = heads.destination) < 1000 + ',
  },
  {
    name: "an echo is taken for a person's word",
    from: 'return writing || at === seenAt || Math.min(at, now) < wroteAt + marginMs',
    to: 'return false',
  },
  {
    name: 'our own comments are mirrored back',
    from: 'remoteId === null ? id === key : remoteId === comment',
    to: 'remoteId === comment',
  },
  {
    name: "a person's edit of a comment is passed over",
    from: 'event.at < row.updatedAt || event.body === row.body',
    to: 'true',
  },
  {
    name: 'deleted comments are never noticed',
    from: 'const doubt = trusted ? null : ',
    to: 'const doubt = true ? null : ',
  },
  {
    name: 'an optimistic lock that never fails',
    from: "case when version = ${value('version')} then version + 1 end",
    to: 'version + 1',
  },
  {
    name: 'what waits is never let go',
    from: "change.state === 'done' ? release(job, pause > 0 ? now + pause : 0) : []",
    to: "change.state === 'done' && job.kind !== 'comment' ? release(job, 0) : []",
  },
  {
    name: 'polls of what is not settled are not repeated',
    from: 'const settled = isoOf(Math.min(Date.parse(last), answered - settleMs))',
    to: 'const settled = isoOf(answered)',
  },
  {
    name: 'a wake-up in the past',
    from: 'return first > now ? first : now + patienceMs',
    to: 'return first',
  },
  {
    name: 'the pace is not counted',
    from: "max(next_write_at, ${value('lastWriteAt')}) + ${value('wait')}",
    to: 'next_write_at',
  },
  {
    name: 'a write that may have arrived is sent again at once',
    from: 'isRead ? !signal?.aborted && !(error instanceof AnswerTooLarge) : wasNeverSent(error),',
    to: '!signal?.aborted,',
  },
  {
    name: 'reopening without a look at what people did meanwhile',
    from: "payload.state?.status === 'open' ? await decidedAnew(attempt) : null",
    to: 'null',
  },
  {
    name: 'a state that was refused is forgotten',
    from: "if (belief !== 'news') return",
    to: "if (belief !== 'news' || event.state.status === 'open') return",
  },
  {
    name: 'of simultaneous creates the loser is refused',
    from: '    if (!stored) throw error\n    return stored',
    to: '    throw error',
  },
  {
    name: 'an answer before the commit',
    from: '  await storeNew(write, (isFirst) => [...guards, ...writesForNew(deps, report, { issue, isFirst })])',
    to: '  storeNew(write, (isFirst) => [...guards, ...writesForNew(deps, report, { issue, isFirst })]).catch(() => {})',
  },
  {
    name: 'a mistake of ours gives up at the first try',
    from: 'isStoreOutage(failure.error) ? ',
    to: 'false ? ',
  },
  {
    name: 'leases are never freed',
    from: "and state = 'running' and lease_until <= ${value('until')}`",
    to: "and state = 'running' and lease_until <= 0`",
  },
  {
    name: 'a 403 about one issue pauses its whole destination',
    from: "if (error.scope === 'issue') return just(fail(deps, failure))",
    to: '',
  },
  {
    name: "a scanner's messages count in the order of their arrival",
    from: 'return at === null || known == null || at >= known',
    to: 'return true',
  },
  {
    name: "a tracker's events count in the order of their arrival",
    from: 'if (event.at < issue.seenAt && !trusted) return { issue, statements: [] }',
    to: '',
  },
  {
    name: 'a look-up after an outage is believed too early',
    from: 'lastWriteAt + account.settleMs',
    to: 'lastWriteAt + account.settleMs - 4000',
  },
  {
    name: 'a reader takes the wrong one of two decisions in a second',
    from: 'at === seenAt || ',
    to: '',
  },
  {
    name: 'a file is never looked up after an uncertain try',
    from: 'file.uncertain ? await findComment(account, issue, file, signal) : null',
    to: 'null',
  },
  {
    name: 'a file of Jira is never looked up after an uncertain try',
    from: 'file.uncertain ? await findFile(api, issue, { filename, content }, signal) : null',
    to: 'null',
  },
  {
    name: 'a poll that meets a hidden issue pauses its project',
    from: 'return listComments(account, issue, signal).catch((error) => {\n    if (',
    to: 'return listComments(account, issue, signal).catch((error) => {\n    if (false && ',
  },
  {
    name: 'an issue that is hidden is taken for deleted',
    from: 'if (found.deleted || job.payload.deletion)',
    to: 'if (found.deleted || true)',
  },
  {
    name: 'an issue that was moved is still written to and polled where it was',
    from: '(part) => now.issue[part] !== ref[part]',
    to: '(part) => false && now.issue[part] !== ref[part]',
  },
  {
    name: 'an issue that is moved before its creation is known is not looked for elsewhere',
    from: 'return findTransferred(account, target, { key: draft.key, listed, base }, signal)',
    to: 'return Promise.resolve(null)',
  },
]
