import { z } from 'zod'
import type { Connector } from '../../../connectors/connector.ts'
import { defineConnector, noCapabilities } from '../../../connectors/definition.ts'
import { readAnswer, readCursor } from '../../../connectors/kit/answer.ts'
import { type JsonApi, openJsonApi } from '../../../connectors/kit/http.ts'
import { textForms } from '../../../connectors/kit/text-forms.ts'
import type { CommentEvent, IssueEvent } from '../../../src/domain/events.ts'
import type { RemoteIssue, State } from '../../../src/domain/issue.ts'
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

const settings = z
  .object({ EXAMPLE_URL: z.string().optional(), EXAMPLE_TOKEN: z.string().optional() })
  .transform(({ EXAMPLE_URL: url, EXAMPLE_TOKEN: token }) => (url && token ? { url, token } : null))

/** The smallest connector that passes the contract suite: begin a new one with it. */
export const example = defineConnector<{ url: string; token: string }>({
  ...{ id: 'example', name: 'Example', targetVariable: 'EXAMPLE_PROJECT' },
  ...{ env: settings, secrets: ['EXAMPLE_TOKEN'] },
  ...{ concurrency: 2, settleMs: 10_000, issueEveryMs: 0, attachesByComment: false },
  ...{ capabilities: noCapabilities, options: z.strictObject({}) },
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
    async create(target, { key, uncertain, labels, assignee, ...draft }, signal) {
      const { forms, cut } = textForms(draft, texts)
      const place = `/projects/${target}/issues`
      const found = uncertain
        ? await ask(z.array(Issue), 'GET', `${place}?key=${encodeURIComponent(key)}`, { signal })
        : []
      const body = { ...forms, key, labels: labelsOf(labels), assignee: assignee?.mapped ?? '' }
      const issue = found[0] ?? (await ask(Issue, 'POST', place, { body, signal }))
      return { ...remote(issue, cut), forms, assigned: issue.assignee }
    },
    async fields({ id }, signal) {
      const issue = await ask(Issue, 'GET', `/issues/${id}`, { signal })
      const { title, body, assignee } = issue
      return { issue: refOf(issue), forms: { title, body }, assignees: assignee ? [assignee] : [] }
    },
    async formsOf(_, { values: { assignee, ...values } }) {
      const person = assignee !== undefined && { assignee: assignee?.mapped ?? '' }
      return { ...textForms(values, texts), ...person }
    },
    async update({ id }, change, signal) {
      const { assignees, state, addLabels = [], removeLabels = [] } = change
      const { forms, cut } = textForms(change, texts)
      const body = {
        ...forms,
        ...(assignees && { assignee: assignees[0] ?? '' }),
        ...(state && { open: state.status === 'open' }),
        ...labelsToWrite({ add: addLabels, remove: removeLabels }, labelsOf),
      }
      const issue = await ask(Issue, 'PATCH', `/issues/${id}`, { body, signal })
      return { ...remote(issue, cut), forms, ...(state && { written: stateOf(issue) }) }
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
      return { events: all.map(commentEvent), isWhole: true }
    },
    async find(url, signal) {
      const path = `/lookup?url=${encodeURIComponent(url)}`
      const [issue] = await ask(z.array(Issue), 'GET', path, { signal })
      return issue ? issueEvent(issue) : null
    },
  }
}

const texts = { title: (title: string) => oneLine(title, 200) || 'Untitled', body: short }
const labelsOf = (labels: readonly string[]) => labels.map((label) => labelText(label, 50))
const stateOf = ({ open }: Issue): State =>
  open ? { status: 'open', reason: null } : { status: 'closed', reason: 'completed' }
const refOf = ({ id, project, number }: Issue) => ({ target: project, id, key: String(number) })

function short(text: string, footer?: string): { text: string; cut: boolean } {
  const how = { note: 'This text was too long.', dialect: plainDialect, footer }
  return truncate(text, 10_000, how)
}

function remote(issue: Issue, cut: boolean): RemoteIssue {
  const { url, assignee, changed: at } = issue
  const assignees = assignee ? [assignee] : []
  return { ...refOf(issue), url, assignees, cut, state: stateOf(issue), at }
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
