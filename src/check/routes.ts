import { listWaiting } from '../../db/tables/unfiled.ts'
import type { Deps } from '../deps.ts'
import { type CheckRow, ok, warning } from '../domain/check.ts'
import type { Route } from '../domain/routing.ts'

type When = Route['when']

/** Routes that take nothing, and findings that no route takes. */
export async function routeRows(deps: Deps): Promise<CheckRow[]> {
  const { routes } = deps.config
  const rows = [
    ...routes.flatMap((route, i) => shadowRow(route, i, routes)),
    ...routes.flatMap(({ when }, i) => sourceRow(deps, when, i)),
    ...(routes.some(({ when }) => Object.keys(when).length === 0)
      ? []
      : [
          warning(
            'routes',
            'No route takes every finding. Those that no route takes wait.',
            'Add a last route without "when" to catch the rest.',
          ),
        ]),
    ...(await waitingRow(deps)),
  ]
  return rows.length > 0 ? rows : [ok('routes', 'Every finding has a route.')]
}

/** An earlier route takes all that this one could. */
function shadowRow(route: Route, i: number, routes: readonly Route[]): CheckRow[] {
  const earlier = routes.slice(0, i).findIndex(({ when }) => takesAllOf(when, route.when))
  if (earlier < 0) return []
  const message = `No finding reaches this route: routes[${earlier}] takes all that it could.`
  return [warning(`routes[${i}]`, message, `Move it before routes[${earlier}], or remove it.`)]
}

function takesAllOf(wide: When, narrow: When): boolean {
  return (['source', 'project', 'severity'] as const).every((field) => {
    const [all, some] = [wide[field], narrow[field]]
    return !all || (some?.every((one) => (all as readonly string[]).includes(one)) ?? false)
  })
}

/** A scanner that is not set up sends nothing. */
function sourceRow({ sources }: Deps, { source = [] }: When, i: number): CheckRow[] {
  if (source.length === 0 || source.some((id) => id === 'kondukto' || sources.has(id))) return []
  const names = source.join(', ')
  const remedy = `Set the variables of ${names}, or remove the route.`
  return [warning(`routes[${i}]`, `No finding reaches this route: ${names} is not set up.`, remedy)]
}

async function waitingRow({ db }: Deps): Promise<CheckRow[]> {
  const most = 100
  const waiting = await listWaiting(db, { source: '', key: '' }, most)
  const [first] = waiting
  if (!first) return []
  const count = waiting.length === most ? `${most} or more` : waiting.length
  const example = `"${first.finding.project}" with severity "${first.finding.severity ?? ''}"`
  const message = `Findings wait for a route: ${count}, such as one of project ${example}.`
  return [warning('routes', message, 'Add a route that takes them: they are filed at once.')]
}
