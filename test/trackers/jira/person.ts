import {
  addComment,
  assignIssue,
  deleteComment,
  deleteIssue,
  doTransition,
  editIssue,
  getAttachmentContent,
  getComments,
  getIssue,
  getTransitions,
  searchAndReconsileIssuesUsingJqlPost,
  updateComment,
} from 'jira.js/cloud'
import type { Client } from 'jira.js/core'
import type { Severity } from '../../../src/domain/finding.ts'
import type { Reason, RemoteRef, State } from '../../../src/domain/issue.ts'
import type { Seen, Tracker } from '../../contract/connector/index.ts'
import { textOf, typed } from './rest/adf.ts'

/** What Casey can do, by jira.js, which throws at any answer that is not as Atlassian describes it. */
export type Person = Pick<
  Tracker,
  'read' | 'close' | 'reopen' | 'edit' | 'label' | 'assign' | 'say' | 'rewrite' | 'unsay'
> & {
  readonly client: Client
  /** How many issues a project has. */
  countIn(project: string): Promise<number>
  /** A comment that not everybody may read. */
  whisper(issue: RemoteRef, text: string, to: 'agents' | 'administrators'): Promise<string>
  remove(issue: RemoteRef): Promise<void>
}

const severityOf: Readonly<Record<string, Severity>> = {
  Highest: 'critical',
  High: 'high',
  Medium: 'medium',
  Low: 'low',
  Lowest: 'info',
}

const resolutionOf = { completed: 'Done', not_planned: "Won't Do", duplicate: 'Duplicate' }

/** Somebody who works in Jira with this client. */
export function openPerson(client: Client): Person {
  return {
    client,
    read,
    countIn,
    close,
    reopen: (issue) => walk(issue, 'new'),
    edit: ({ id }, { title, body }) =>
      editIssue(client, {
        issueIdOrKey: id,
        fields: {
          ...(title !== undefined && { summary: title }),
          ...(body !== undefined && { description: typed(body) }),
        },
      }),
    label: ({ id }, name) =>
      editIssue(client, { issueIdOrKey: id, update: { labels: [{ add: name }] } }),
    assign: async ({ id }, accountId) =>
      void (await assignIssue(client, { issueIdOrKey: id, accountId })),
    say: async ({ id }, text) =>
      String((await addComment(client, { issueIdOrKey: id, body: typed(text) })).id),
    whisper,
    rewrite: async ({ id: issueIdOrKey }, id, text) =>
      void (await updateComment(client, { issueIdOrKey, id, body: { body: typed(text) } })),
    unsay: ({ id: issueIdOrKey }, id) => deleteComment(client, { issueIdOrKey, id }),
    remove: ({ id }) => deleteIssue(client, { issueIdOrKey: id }),
  }

  async function read({ id }: RemoteRef): Promise<Seen> {
    const { fields = {} } = await getIssue(client, { issueIdOrKey: id })
    const labels = fields.labels as string[]
    return {
      title: fields.summary,
      body: textOf(fields.description),
      state: stateOf(fields.status.statusCategory.key, fields.resolution?.name),
      labels: labels.filter((label) => !label.startsWith('lockstep-')),
      assignee: fields.assignee?.accountId ?? '',
      severity: severityOf[fields.priority?.name ?? ''] ?? null,
      dueDate: fields.duedate ?? null,
      comments: await commentsOf(id),
      attachments: await Promise.all(fields.attachment.map(download)),
    }
  }

  async function commentsOf(issueIdOrKey: string) {
    const found: Seen['comments'][number][] = []
    let total = 0
    do {
      const page = await getComments(client, { issueIdOrKey, startAt: found.length })
      for (const { id, body } of page.comments ?? []) {
        found.push({ id: String(id), body: textOf(body) })
      }
      total = page.total ?? 0
    } while (found.length < total)
    return found
  }

  async function download({ id, filename }: { id: string; filename: string }) {
    const content = (await getAttachmentContent(client, { id })) as Uint8Array
    return { title: filename, base64: Buffer.from(content).toString('base64') }
  }

  async function countIn(project: string): Promise<number> {
    let count = 0
    let nextPageToken: string | undefined
    do {
      const query = { jql: `project = "${project}"`, maxResults: 5000 }
      const page = await searchAndReconsileIssuesUsingJqlPost(client, {
        ...query,
        ...(nextPageToken && { nextPageToken }),
      })
      count += page.issues?.length ?? 0
      nextPageToken = page.nextPageToken ?? undefined
    } while (nextPageToken)
    return count
  }

  async function close(issue: RemoteRef, reason: Reason): Promise<void> {
    await walk(issue, 'done', { resolution: { name: resolutionOf[reason] } })
  }

  /** Goes on through the workflow until a step leads to the category. */
  async function walk({ id }: RemoteRef, category: string, told: object = {}): Promise<void> {
    for (let steps = 0; steps < 5; steps++) {
      const asked = { issueIdOrKey: id, expand: 'transitions.fields' }
      const { transitions = [] } = await getTransitions(client, asked)
      const isThere = transitions.find(({ to }) => to?.statusCategory?.key === category)
      const step = isThere ?? transitions[0]
      const fields = step?.fields?.resolution ? told : {}
      await doTransition(client, { issueIdOrKey: id, transition: { id: String(step?.id) }, fields })
      if (isThere) return
    }
    throw new Error(`The workflow does not lead to ${category}`)
  }

  async function whisper({ id }: RemoteRef, text: string, to: 'agents' | 'administrators') {
    const body = typed(text)
    const limits =
      to === 'agents'
        ? { properties: [{ key: 'sd.public.comment', value: { internal: true } }] }
        : { visibility: { type: 'role' as const, value: 'Administrators' } }
    return String((await addComment(client, { issueIdOrKey: id, body, ...limits })).id)
  }
}

function stateOf(category: string, resolution: string | undefined): State {
  if (category !== 'done') return { status: 'open', reason: null }
  if (resolution === 'Duplicate') return { status: 'closed', reason: 'duplicate' }
  const isRefused = resolution === "Won't Do" || resolution === 'Cannot Reproduce'
  return { status: 'closed', reason: isRefused ? 'not_planned' : 'completed' }
}
