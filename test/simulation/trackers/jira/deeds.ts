import { casey } from '../../../trackers/jira/people.ts'
import { typed } from '../../../trackers/jira/rest/adf.ts'
import { addFiles } from '../../../trackers/jira/rest/attachments.ts'
import { addComment, deleteComment, updateComment } from '../../../trackers/jira/rest/comments.ts'
import { assignIssue, editIssue } from '../../../trackers/jira/rest/issues.ts'
import { doTransition } from '../../../trackers/jira/rest/transitions.ts'
import type { Call } from '../../../trackers/jira/rest/wire.ts'
import type { Site } from '../../../trackers/jira/site.ts'
import type { Issue } from '../../../trackers/jira/store.ts'
import type { Chance } from '../../world/chance.ts'
import type { Deeds } from '../tracker.ts'

const resolutions = { completed: 'Done', not_planned: "Won't Do", duplicate: 'Duplicate' }

/** What Casey does in Jira. */
export function openDeeds(site: Site, chance: Chance): Deeds {
  /** The keys that issues had in a project before they were moved. */
  const formerKeys = new Map<string, string>()
  return {
    close: ({ id }, reason) =>
      void doTransition(
        site,
        callOf({
          transition: { id: stepTo('Done') },
          fields: { resolution: { name: resolutions[reason] } },
        }),
        id,
      ),
    reopen: ({ id }) =>
      void doTransition(site, callOf({ transition: { id: stepTo('To Do') } }), id),
    say: ({ id }, text) => void addComment(site, callOf({ body: typed(text) }), id),
    edit: ({ id }, comment, text) =>
      void updateComment(site, callOf({ body: typed(text) }), id, comment.id),
    unsay: ({ id }, comment) => void deleteComment(site, callOf({}), id, comment.id),
    attach: ({ id }, title) => {
      const file = { filename: title, mimeType: 'text/plain', content: new Uint8Array(9) }
      addFiles(site, { ...callOf({}), headers: { 'x-atlassian-token': 'no-check' } }, id, [file])
    },
    detach: ({ id }, file) =>
      on(id, (issue) => {
        const attachments = issue.attachments.filter((one) => one.id !== file.id)
        site.store.change(issue, { attachments }, casey.accountId)
      }),
    label: ({ id }, name) =>
      void editIssue(site, callOf({ update: { labels: [{ add: name }] } }), id),
    remove: ({ id }) => on(id, (issue) => site.store.remove(issue, casey.accountId)),
    move: ({ id }) =>
      on(id, (issue) => {
        const isFirst = issue.project === site.project('PAY', true).key
        const project = site.project(isFirst ? 'OPS' : 'PAY', true).key
        // Whether one that comes back has its old key again is written nowhere, so both happen.
        const old = chance.is(0.5) ? formerKeys.get(`${id} in ${project}`) : undefined
        formerKeys.set(`${id} in ${issue.project}`, issue.key)
        const key = old ?? site.store.nextKey(project)
        site.store.change(issue, { project, key }, casey.accountId)
      }),
    hide: ({ id }, isHidden) => on(id, (issue) => setSecret(issue, isHidden)),
    showAll() {
      for (const issue of site.store.all()) if (issue.isSecret) setSecret(issue, false)
    },
    rename: ({ id }) => on(id, ({ project }) => site.rename(project, `${project}B`)),
    lock() {},
    assign: ({ id }) => void assignIssue(site, callOf({ accountId: casey.accountId }), id),
  }

  function on(id: string, act: (issue: Issue) => void): void {
    const issue = site.store.find(id)
    if (issue) act(issue)
  }

  /** A security level is a field: to set it is a change of the issue. Who may see a level is none. People go on with both. */
  function setSecret(issue: Issue, isSecret: boolean): void {
    if (isSecret === (issue.isSecret ?? false)) return
    if (chance.is(0.5)) site.store.change(issue, { isSecret }, casey.accountId)
    else site.store.permit(issue, isSecret)
  }

  function stepTo(name: string): string | undefined {
    const { transitions } = site.project('PAY', true).workflow
    return transitions.find(({ to }) => to === name)?.id
  }
}

function callOf(body: Call['body']): Call {
  return {
    ...{ method: 'POST', path: '', query: new URLSearchParams(), headers: {} },
    ...{ user: casey.accountId, isPerson: true, body, raw: Buffer.alloc(0) },
  }
}
