import { getComments, addComment as postComment } from 'jira.js/cloud'
import { type CommentEvent, type CommentList, mostComments } from '../../../src/domain/events.ts'
import type { RemotePart, RemoteRef } from '../../../src/domain/issue.ts'
import type { CommentDraft, Keyed } from '../../../src/domain/writes.ts'
import { createYielder } from '../../../src/platform/yield.ts'
import { problemsIn, readList } from '../../kit/answer.ts'
import { commentEvent, isMirrored } from '../events/events.ts'
import { Comment } from '../events/schema.ts'
import { optionsOf } from '../fields/options.ts'
import { type JiraAccount, pageOf } from '../login/account.ts'
import { commentOf } from '../text/text.ts'
import { markOf } from './marker.ts'

/**
 * Keeps a comment from customers. Jira Service Management shows them any other; elsewhere it changes nothing.
 * https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-request/
 */
const internal = { key: 'sd.public.comment', value: { internal: true } }

/** How many comments Jira gives at a time. */
export const commentPageSize = 100

/**
 * Adds the comment with one POST, the key as its property; in doubt it looks for the key first. In Jira
 * Service Management only agents see it, unless the route says `comments: public`.
 */
export async function addComment(
  account: JiraAccount,
  issue: RemoteRef,
  draft: CommentDraft,
  signal: AbortSignal,
): Promise<RemotePart> {
  const { document, cut } = commentOf(draft.body, account.dialect)
  const isInternal = optionsOf(draft.options).comments === 'internal'
  const found = draft.uncertain ? await findComment(account, issue, draft, signal) : null
  const made =
    found ??
    (await postComment(account.api(signal), {
      issueIdOrKey: issue.id,
      body: { ...document, content: [...document.content] },
      properties: [markOf(draft.key), ...(isInternal ? [internal] : [])],
    }))
  const id = String(made.id)
  return { id, url: `${await pageOf(account, issue, signal)}?focusedCommentId=${id}`, cut }
}

/** The comments of the issue that may leave Jira, oldest first: of very many the newest. */
export async function listComments(
  account: JiraAccount,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<CommentList> {
  const { comments, isWhole } = await readComments(account, issue, signal)
  const events: CommentEvent[] = []
  const yieldNow = createYielder()
  for (const comment of comments.filter(isMirrored)) {
    events.push(commentEvent(issue, comment))
    await yieldNow()
  }
  return { events, isWhole }
}

/** The issue's oldest comment with the key, or null. */
async function findComment(
  account: JiraAccount,
  issue: RemoteRef,
  { key }: Keyed,
  signal: AbortSignal,
): Promise<{ id: string } | null> {
  const { comments } = await readComments(account, issue, signal)
  return comments.find((comment) => commentEvent(issue, comment).key === key) ?? null
}

async function readComments(
  account: JiraAccount,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<{ comments: Comment[]; isWhole: boolean }> {
  const read: unknown[] = []
  let start = 0
  for (;;) {
    const { comments, total = 0 } = await getComments(account.api(signal), {
      issueIdOrKey: issue.id,
      startAt: start + read.length,
      maxResults: commentPageSize,
      orderBy: 'created',
      // Where our key is.
      expand: 'properties',
    })
    const page = readList(comments, `Jira's answer about the comments of ${issue.key}`)
    if (start === 0 && total > mostComments) {
      start = total - mostComments
      continue
    }
    read.push(...page)
    if (page.length > 0 && start + read.length < total) continue
    const readableOnes = read.flatMap((comment) => readable(account, issue, comment))
    return { comments: readableOnes, isWhole: start === 0 }
  }
}

/** A comment that cannot be read is left out with a warning: the others are still valid. */
function readable({ warn }: JiraAccount, { key }: RemoteRef, comment: unknown): Comment[] {
  const { data, error } = Comment.safeParse(comment)
  if (data) return [data]
  warn('a comment in Jira could not be read and is left out', {
    issue: key,
    problems: problemsIn(error),
  })
  return []
}
