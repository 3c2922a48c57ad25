import type { Issue } from '../../db/tables/issues.ts'
import type { Job } from '../../db/tables/queue/jobs.ts'
import type { Account, Deps } from '../deps.ts'
import { chooseRoute } from '../domain/routing.ts'
import { wayBackOf } from '../domain/way-back.ts'
import type { Keyed } from '../domain/writes.ts'
import { defang } from '../text/defang.ts'

/** The key that whatever a job makes carries, and whether an earlier attempt may have made it. */
export function keyed(key: string, { outcomeUnknown, firstAttemptAt, createdAt }: Job): Keyed {
  return { key, uncertain: outcomeUnknown, since: firstAttemptAt ?? createdAt }
}

/** The key that the tracker's issue carries: our issue's id, with a number once it has been filed anew. */
export function issueKey({ id, generation }: Pick<Issue, 'id' | 'generation'>): string {
  return generation === 1 ? id : `${id}-${generation}`
}

/** What the route says beyond target and labels: by today's routes, so that a corrected route repairs what was refused. */
export function optionsFor(deps: Deps, issue: Issue): Record<string, unknown> {
  const goal = chooseRoute(deps.config.routes, issue)
  const names = Object.entries(deps.config.severities).flatMap(([severity, byAccount]) => {
    const name = byAccount[issue.account]
    return name === undefined ? [] : [[severity, name]]
  })
  const isRouted = goal?.account === issue.account
  const isMoved = goal?.target.toLowerCase() !== issue.target.toLowerCase()
  return {
    ...(isRouted && goal.options),
    // What may be public is the route's target, not where somebody has moved the issue.
    ...(isRouted && isMoved && { public: undefined }),
    priorities: Object.fromEntries(names),
    resolutions: deps.config.resolutions,
  }
}

/** What the text of an issue ends with: the way back to the finding, safe to show in the tracker. */
export function footerFor({ config }: Deps, issue: Issue, { connector, definition }: Account) {
  const { id, link, place, body } = issue
  const dueDate = definition.capabilities.dueDates ? '' : issue.dueDate
  const history = `${config.publicUrl}/i/${id}/history`
  return defang(wayBackOf({ link, place, dueDate, history }, body), connector.dialect)
}
