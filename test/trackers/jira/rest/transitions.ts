import { json } from '../../kit/server.ts'
import { type Named, resolutions } from '../projects.ts'
import type { Site } from '../site.ts'
import type { Issue } from '../store.ts'
import { statusIn, type Transition } from '../workflows.ts'
import { checkFields, type Field, resolutionField } from './fields.ts'
import { describeField } from './metadata.ts'
import { presentStatus } from './present.ts'
import { type Answer, type Call, done, listIn, Refusal } from './wire.ts'

/** `GET /issue/{idOrKey}/transitions` */
export function getTransitions(site: Site, { query, isPerson }: Call, idOrKey: string): Answer {
  const issue = site.issue(idOrKey, isPerson)
  const withFields = listIn(query, 'expand').includes('transitions.fields')
  const transitions = presentTransitions(site, issue, withFields)
  return json(200, { expand: 'transitions', transitions })
}

/** The steps that an issue may take, as Jira shows them. */
export function presentTransitions(site: Site, issue: Issue, withFields: boolean) {
  const { workflow } = site.project(issue.project, true)
  return stepsFrom(site, issue).map((step) => ({
    ...{ id: step.id, name: step.name, hasScreen: step.resolution !== null },
    ...{ isGlobal: step.from === null, isInitial: false, isConditional: false, isAvailable: true },
    to: presentStatus(site.url, statusIn(workflow, step.to)),
    ...(withFields && {
      fields: Object.fromEntries(screenOf(step).map((field) => [field.key, describeField(field)])),
    }),
  }))
}

/** `POST /issue/{idOrKey}/transitions` */
export function doTransition(site: Site, call: Call, idOrKey: string): Answer {
  const { body, user, isPerson } = call
  const issue = site.issue(idOrKey, isPerson)
  const { workflow } = site.writable(issue, isPerson, 'TRANSITION_ISSUES')
  const { id } = (body.transition ?? {}) as { id?: string | number }
  const step = stepsFrom(site, issue).find((each) => each.id === String(id))
  if (!step) throw new Refusal(400, `Transition id '${id}' is not valid for this issue.`)
  const given = (body.fields ?? {}) as Record<string, unknown>
  const { resolution } = checkFields(given, screenOf(step), true)
  site.store.change(issue, after(site, issue, statusIn(workflow, step.to), resolution), user)
  return done
}

/** What a step makes of an issue, the post-function for the resolution included. */
function after(
  { now }: Site,
  issue: Issue,
  status: Issue['status'],
  told: unknown,
): Partial<Issue> {
  const isDone = status.category === 'done'
  const [usual = null] = resolutions
  const resolution = isDone ? ((told as Named | undefined) ?? issue.resolution ?? usual) : null
  const isSame = resolution?.id === issue.resolution?.id
  return {
    status,
    resolution,
    resolved: isSame ? issue.resolved : resolution && now(),
    ...(status.category !== issue.status.category && { categoryChanged: now() }),
  }
}

function stepsFrom(site: Site, { project, status }: Issue): readonly Transition[] {
  const { transitions } = site.project(project, true).workflow
  return transitions.filter(({ from }) => from?.includes(status.name) ?? true)
}

function screenOf({ resolution }: Transition): readonly Field[] {
  return resolution === null ? [] : [resolutionField(resolution === 'required')]
}
