import type { Octokit } from '@octokit/rest'
import { openClient } from '../../../connectors/github/login/client.ts'
import { settings } from '../../../connectors/github/login/settings.ts'
import { contextOf } from '../kit/context.ts'

/** What was sent over a canned network. */
export interface Sent {
  readonly url: string
  readonly method: string | undefined
  readonly body: unknown
}

/** A client whose network gives these answers, one after the other, and what it sent. `now` is its clock. */
export function openCanned(
  answers: readonly (Response | Error)[],
  { token = 'ghp_1', now = 0 } = {},
): { client: Octokit; sent: readonly Sent[] } {
  const sent: Sent[] = []
  const fetch = async (url: unknown, init?: RequestInit): Promise<Response> => {
    const answer = answers[sent.length]
    sent.push({ url: String(url), method: init?.method, body: init?.body })
    if (answer instanceof Response) return answer
    throw answer ?? new Error('Nobody expected this request')
  }
  const env = settings.parse({ GITHUB_TOKEN: token })
  if (!env) throw new Error('The settings are empty')
  return { client: openClient(env, contextOf({ fetch, now: () => now })), sent }
}

/** An answer in JSON, or what claims to be. */
export function jsonOf(
  status: number,
  body: BodyInit = '{}',
  headers: Record<string, string> = {},
): Response {
  return new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } })
}
