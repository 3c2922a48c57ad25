import { getComments, addComment as postComment } from 'jira.js/cloud'
import type {
  CommentDraft,
  CommentEvent,
  Keyed,
  RemotePart,
  RemoteRef,
} from '../../src/domain/issue.ts'
import { type JiraAccount, pageOf } from './account.ts'
import { Comment, commentEvent, isPublic } from './events.ts'
import { markOf } from './marker.ts'
import { commentOf } from './text.ts'

/** How many comments Jira gives at a time. */
export const commentPageSize = 100

/** Adds the comment with one POST, the key as its property; in doubt it looks for the key first. */
export async function addComment(
  account: JiraAccount,
  issue: RemoteRef,
  draft: CommentDraft,
  signal: AbortSignal,
): Promise<RemotePart> {
  const { document, cut } = commentOf(draft.body)
  const found = draft.uncertain ? await findComment(account, issue, draft, signal) : null
  const made =
    found ??
    (await postComment(account.api(signal), {
      issueIdOrKey: issue.id,
      body: { ...document, content: [...document.content] },
      properties: [markOf(draft.key)],
    }))
  const id = String(made.id)
  return { id, url: `${await pageOf(account, issue, signal)}?focusedCommentId=${id}`, cut }
}

/** All comments of the issue that everybody may see, oldest first. */
export async function listComments(
  account: JiraAccount,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<CommentEvent[]> {
  const all = await readComments(account, issue, signal)
  return all.filter(isPublic).map((comment) => commentEvent(issue, comment))
}

/** The issue's oldest comment with the key, or null. */
async function findComment(
  account: JiraAccount,
  issue: RemoteRef,
  { key }: Keyed,
  signal: AbortSignal,
): Promise<{ id: string } | null> {
  const all = await readComments(account, issue, signal)
  return all.find((comment) => commentEvent(issue, comment).key === key) ?? null
}

async function readComments(
  { api }: JiraAccount,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<Comment[]> {
  const read: Comment[] = []
  for (;;) {
    const { comments = [], total = 0 } = await getComments(api(signal), {
      issueIdOrKey: issue.id,
      startAt: read.length,
      maxResults: commentPageSize,
      orderBy: 'created',
      // Where our key is.
      expand: 'properties',
    })
    read.push(...comments.map((comment) => Comment.parse(comment)))
    if (comments.length === 0 || read.length >= total) return read
  }
}
