import { type CommentEvent, type CommentList, mostComments } from '../../../src/domain/events.ts'
import type { RemotePart, RemoteRef } from '../../../src/domain/issue.ts'
import type { CommentDraft, Keyed } from '../../../src/domain/writes.ts'
import { readAnswer, readList } from '../../kit/answer.ts'
import { addressOf, type GithubAccount, readEntry } from '../account.ts'
import { lastPage, nextPage, notBefore } from '../calls.ts'
import { commentEvent, isMirrored } from '../events/events.ts'
import { refusePublic } from '../repository/public.ts'
import { ApiComment } from '../schema.ts'
import { keyOf } from './marker.ts'
import { render } from './text.ts'

/** What is read of a comment that was made or found. */
const Part = ApiComment.pick({ id: true, html_url: true })

const pageSize = 100
const cutNote = 'This comment was too long for GitHub.'

/** Adds the comment with one POST; in doubt it looks for the key first. */
export async function addComment(
  account: GithubAccount,
  issue: RemoteRef,
  draft: CommentDraft,
  signal: AbortSignal,
): Promise<RemotePart> {
  const body = render(draft.body, draft.key, { note: cutNote })
  const found = draft.uncertain ? await findComment(account, issue, draft, signal) : null
  if (found) return { ...found, cut: body.cut }
  await refusePublic(account, issue.target, draft, signal)
  const address = await addressOf(account, issue, signal)
  const { data } = await account.client.rest.issues.createComment({ ...address, body: body.text })
  const made = readAnswer(Part, data, "GitHub's answer to a comment")
  return { id: String(made.id), url: made.html_url, cut: body.cut }
}

/** The comments of the issue that are mirrored, oldest first: of very many the newest. */
export async function listComments(
  account: GithubAccount,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<CommentList> {
  const events: CommentEvent[] = []
  let isWhole = true
  const thread = await addressOf(account, issue, signal)
  const isPublic = await account.repositories.isPublic(issue.target, signal)
  let page: Record<string, string> | null = {}
  while (page) {
    const part = { ...thread, per_page: pageSize, ...page }
    const { data, headers } = await account.client.rest.issues.listComments(part)
    const newest = (lastPage(headers) ?? 0) - mostComments / pageSize + 1
    if (isWhole && newest > 1) {
      isWhole = false
      page = { page: String(newest) }
      continue
    }
    for (const comment of readList(data, "GitHub's list of comments")) {
      const read = readEntry(account, ApiComment, comment)
      if (read && isMirrored(read, isPublic)) events.push(commentEvent(issue, read))
    }
    page = nextPage(headers)
  }
  return { events, isWhole }
}

/** The issue's oldest comment with the key, or null. */
export async function findComment(
  account: GithubAccount,
  issue: RemoteRef,
  { key, since }: Keyed,
  signal: AbortSignal,
): Promise<RemotePart | null> {
  const thread = await addressOf(account, issue, signal)
  let page: Record<string, string> | null = {}
  while (page) {
    const { data, headers } = await account.client.rest.issues.listComments({
      ...thread,
      since: notBefore(since),
      per_page: 100,
      ...page,
    })
    const comments = readList(data, "GitHub's list of comments")
    const found = comments.find((comment) => keyOf(comment.body) === key)
    if (found) return { id: String(found.id), url: found.html_url, cut: false }
    page = nextPage(headers)
  }
  return null
}
