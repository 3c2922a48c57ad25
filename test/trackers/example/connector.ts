import { z } from 'zod'
import { type Connector, defineConnector } from '../../../connectors/connector.ts'
import { readAnswer, readCursor } from '../../../connectors/kit/answer.ts'
import { type JsonApi, openJsonApi } from '../../../connectors/kit/http.ts'
import type { CommentEvent, IssueEvent, RemoteIssue, State } from '../../../src/domain/issue.ts'
import { labelsToWrite } from '../../../src/domain/ownership.ts'
import { plainDialect } from '../../../src/text/dialect.ts'
import { safeName } from '../../../src/text/file-name.ts'
import { labelText, oneLine, truncate } from '../../../src/text/truncate.ts'

/** What the example tracker answers. Its issues know no reasons, no priorities and no due dates. */
const Issue = z.object({
  ...{ id: z.string(), project: z.string(), number: z.number(), url: z.string() },
  ...{ title: z.string(), body: z.string(), open: z.boolean(), labels: z.array(z.string()) },
  ...{ assignee: z.string(), comments: z.number(), changed: z.number() },
})
const Comment = z.object({
  ...{ id: z.string(), key: z.string().nullable(), author: z.string(), body: z.string() },
  ...{ made: z.number(), changed: z.number(), issue: Issue },
})
const Part = z.object({ id: z.string(), url: z.string() })
const Feed = z.object({
  entries: z.array(z.object({ issue: Issue, comment: Comment.nullable() })),
  ...{ next: z.number(), more: z.boolean() },
})
type Issue = z.infer<typeof Issue>

const text = z.string().optional()
const settings = z
  .object({ EXAMPLE_URL: text, EXAMPLE_TOKEN: text })
  .transform(({ EXAMPLE_URL: url, EXAMPLE_TOKEN: token }) => (url && token ? { url, token } : null))
const bodyLimit = 10_000

/** The smallest connector that passes the contract suite: begin a new one with it. */
export const example = defineConnector<{ url: string; token: string }>({
  ...{ id: 'example', name: 'Example', targetVariable: 'EXAMPLE_PROJECT' },
  ...{ env: settings, secrets: ['EXAMPLE_TOKEN'] },
  ...{ concurrency: 2, settleMs: 10_000, issueEveryMs: 0, attachesByComment: false },
  capabilities: { reasons: false, priorities: false, dueDates: false, webhooks: null },
  options: z.strictObject({}),
  defaultTarget: () => null,
  problemWith: (target) => (/^[a-z]+$/.test(target) ? null : 'A project is lower-case letters.'),
  pace: () => ({ writesPerMinute: 0, writesPerHour: 0 }),
  open({ url, token }, context) {
    const headers = { authorization: `Bearer ${token}` }
    return connectorOf(openJsonApi({ name: 'Example', url, headers }, context))
  },
})

function connectorOf(api: JsonApi): Connector {
  const ask = async <T>(schema: z.ZodType<T>, ...call: Parameters<JsonApi>) =>
    readAnswer(schema, await api(...call), "Example's answer")

  return {
    dialect: plainDialect,
    async check(target, signal) {
      await ask(z.object({ name: z.string() }), 'GET', `/projects/${target}`, { signal })
    },
    async create(target, { key, uncertain, title, labels, assignee, ...draft }, signal) {
      const { text, cut } = short(draft.body)
      const place = `/projects/${target}/issues`
      const found = uncertain
        ? await ask(z.array(Issue), 'GET', `${place}?key=${encodeURIComponent(key)}`, { signal })
        : []
      const filed = { key, title: titleOf(title), body: text, labels: labelsOf(labels) }
      const body = { ...filed, assignee: assignee?.mapped ?? '' }
      const issue = found[0] ?? (await ask(Issue, 'POST', place, { body, signal }))
      return { ...remote(issue, cut), assigned: issue.assignee }
    },
    async update({ id }, change, signal) {
      const has = await ask(Issue, 'GET', `/issues/${id}`, { signal })
      const { title, body, assignee, state, addLabels = [], removeLabels = [] } = change
      const [was, now] = [assignee?.was?.mapped ?? '', assignee?.now?.mapped ?? '']
      const isOurs = assignee && (has.assignee === was || has.assignee === now)
      const next = body && short(body.now)
      const patch = {
        ...(title && has.title === titleOf(title.was) && { title: titleOf(title.now) }),
        ...(body && has.body === short(body.was).text && { body: next?.text }),
        ...(isOurs && { assignee: now }),
        ...(state && { open: state.status === 'open' }),
        ...labelsToWrite({ add: addLabels, remove: removeLabels }, labelsOf),
      }
      const issue = await ask(Issue, 'PATCH', `/issues/${id}`, { body: patch, signal })
      const cut = (next?.cut && issue.body === next.text) ?? false
      const written = state && { written: stateOf(issue) }
      return { ...remote(issue, cut), ...written, ...(isOurs && { assigned: now }) }
    },
    async comment({ id }, { key, uncertain, ...draft }, signal) {
      const { text, cut } = short(draft.body)
      const body = { key, once: uncertain, body: text }
      return { ...(await ask(Part, 'POST', `/issues/${id}/comments`, { body, signal })), cut }
    },
    async attach({ id }, { key, uncertain, title, base64 }, signal) {
      const body = { key, once: uncertain, name: safeName(title), base64 }
      return { ...(await ask(Part, 'POST', `/issues/${id}/files`, { body, signal })), cut: false }
    },
    async changes(target, cursor, signal) {
      const after = cursor === null ? 'now' : readCursor(z.number(), cursor)
      const path = `/projects/${target}/feed?after=${after}`
      const { entries, next, more } = await ask(Feed, 'GET', path, { signal })
      const events = entries.map(({ issue, comment }) =>
        comment ? commentEvent(comment) : issueEvent(issue),
      )
      return { events, cursor: String(next), more }
    },
    read: async ({ id }, signal) =>
      issueEvent(await ask(Issue, 'GET', `/issues/${id}`, { signal })),
    async comments({ id }, signal) {
      const all = await ask(z.array(Comment), 'GET', `/issues/${id}/comments`, { signal })
      return all.map(commentEvent)
    },
    async find(url, signal) {
      const path = `/lookup?url=${encodeURIComponent(url)}`
      const [issue] = await ask(z.array(Issue), 'GET', path, { signal })
      return issue ? issueEvent(issue) : null
    },
  }
}

const titleOf = (title: string) => oneLine(title, 200) || 'Untitled'
const labelsOf = (labels: readonly string[]) => labels.map((label) => labelText(label, 50))
const stateOf = ({ open }: Issue): State =>
  open ? { status: 'open', reason: null } : { status: 'closed', reason: 'completed' }
const refOf = ({ id, project, number }: Issue) => ({ target: project, id, key: String(number) })

function short(text: string): { text: string; cut: boolean } {
  return truncate(text, bodyLimit, { note: 'This text was too long.', dialect: plainDialect })
}

function remote(issue: Issue, cut: boolean): RemoteIssue {
  const { url, assignee, changed: at } = issue
  return { ...refOf(issue), url, assignee, cut, state: stateOf(issue), at }
}

function issueEvent(issue: Issue): IssueEvent {
  const { title, labels, assignee, url, comments, changed: at } = issue
  const now = { title, labels, assignee, url, comments, at, stateAt: at }
  return { kind: 'issue', issue: refOf(issue), state: stateOf(issue), ...now }
}

function commentEvent(comment: z.infer<typeof Comment>): CommentEvent {
  const { id, key, author, body, made, changed, issue } = comment
  const now = { comment: id, key, author, body, createdAt: made, at: changed }
  return { kind: 'comment', issue: refOf(issue), ...now }
}
