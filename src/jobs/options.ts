import type { Issue } from '../../db/issues.ts'
import type { Deps } from '../deps.ts'
import { chooseRoute } from '../domain/routing.ts'

/** What the route says beyond target and labels: by today's routes, so that a corrected route repairs what was refused. */
export function optionsFor(deps: Deps, issue: Issue, tracker: string): Record<string, unknown> {
  const goal = chooseRoute(deps.config.routes, issue)
  const names = Object.entries(deps.config.severities).flatMap(([severity, byTracker]) => {
    const name = byTracker[tracker]
    return name === undefined ? [] : [[severity, name]]
  })
  return {
    ...(goal?.account === issue.account && goal.options),
    priorities: Object.fromEntries(names),
    resolutions: deps.config.resolutions,
  }
}
