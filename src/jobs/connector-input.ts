import type { Issue } from '../../db/tables/issues.ts'
import type { Job } from '../../db/tables/queue/jobs.ts'
import type { Deps } from '../deps.ts'
import type { Keyed } from '../domain/issue.ts'
import { chooseRoute } from '../domain/routing.ts'

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
  return {
    ...(goal?.account === issue.account && goal.options),
    priorities: Object.fromEntries(names),
    resolutions: deps.config.resolutions,
  }
}
