import type { Octokit } from '@octokit/rest'
import type {
  CommentDraft,
  CommentEvent,
  Keyed,
  RemotePart,
  RemoteRef,
} from '../../src/domain/issue.ts'
import { addressOf, nextPage, notBefore } from './calls.ts'
import { commentEvent } from './events.ts'
import { keyOf } from './marker.ts'
import { render } from './text.ts'

const cutNote = 'This comment was too long for GitHub.'

/** Adds the comment with one POST; in doubt it looks for the key first. */
export async function addComment(
  client: Octokit,
  issue: RemoteRef,
  draft: CommentDraft,
  signal: AbortSignal,
): Promise<RemotePart> {
  const body = render(draft.body, draft.key, cutNote)
  const found = draft.uncertain ? await findComment(client, issue, draft, signal) : null
  if (found) return { ...found, cut: body.cut }
  const address = addressOf(issue, signal)
  const { data } = await client.rest.issues.createComment({ ...address, body: body.text })
  return { id: String(data.id), url: data.html_url, cut: body.cut }
}

/** All comments of the issue, oldest first. */
export async function listComments(
  client: Octokit,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<CommentEvent[]> {
  const events: CommentEvent[] = []
  let page: Record<string, string> | null = {}
  while (page) {
    const address = { ...addressOf(issue, signal), per_page: 100, ...page }
    const { data, headers } = await client.rest.issues.listComments(address)
    events.push(...data.map((comment) => commentEvent(issue, comment)))
    page = nextPage(headers)
  }
  return events
}

/** The issue's oldest comment with the key, or null. */
export async function findComment(
  client: Octokit,
  issue: RemoteRef,
  { key, since }: Keyed,
  signal: AbortSignal,
): Promise<RemotePart | null> {
  let page: Record<string, string> | null = {}
  while (page) {
    const { data, headers } = await client.rest.issues.listComments({
      ...addressOf(issue, signal),
      since: notBefore(since),
      per_page: 100,
      ...page,
    })
    const found = data.find((comment) => keyOf(comment.body) === key)
    if (found) return { id: String(found.id), url: found.html_url, cut: false }
    page = nextPage(headers)
  }
  return null
}
