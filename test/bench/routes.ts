import { parseConfig } from '../../src/config/config.ts'
import { chooseRoute } from '../../src/domain/routing.ts'
import { atMost, cpuTime, type Line } from './measure.ts'

const count = 1000

/** The CPU time of choosing among 1,000 routes: by the project's name, and for a project that only the last route takes. */
export function benchRoutes(): Line[] {
  const named = Array.from(
    { length: count },
    (_, n) => `  - { when: { project: project-${n} }, to: { tracker: local, target: t${n} } }`,
  )
  const document = ['routes:', ...named, '  - { to: { tracker: local, target: rest } }'].join('\n')
  const { routes } = parseConfig({}, document)
  const choose = (project: string) => () => {
    for (let n = 0; n < 100; n += 1)
      chooseRoute(routes, { source: 'holm', project, severity: 'low' })
  }
  const cost = (project: string) => cpuTime(choose(project)) * 10
  return [
    atMost('choosing among 1,000 routes, by the name of a project', cost('project-999'), 10, ' µs'),
    atMost('the same for a project without a route of its own', cost('other'), 10, ' µs'),
  ]
}
