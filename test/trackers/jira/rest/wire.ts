import { type Json, json, type Reply } from '../../kit/server.ts'

/** One request below `/rest/api/3`, as the routes see it. */
export interface Call {
  readonly method: string
  /** Below `/rest/api/3`, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The account id of who asks. */
  readonly user: string
  /** Whether that is a person, whom no limit, fault or lost permission hits. */
  readonly isPerson: boolean
  /** Empty where there is none, or none in JSON. */
  readonly body: Json
  readonly raw: Buffer
}

/** An answer as it goes out; an attachment's content is bytes. */
export type Answer = Reply<string | Uint8Array>

/** A request that Jira refuses, in Jira's words; `errors` has them by field. */
export class Refusal extends Error {
  readonly answer: Answer

  constructor(
    status: number,
    message: string | readonly string[] | null,
    errors: Record<string, string> = {},
    headers: Record<string, string> = {},
  ) {
    super(String(message ?? JSON.stringify(errors)))
    const usual = refusal(status, message, errors)
    this.answer = { ...usual, headers: { ...usual.headers, ...headers } }
  }
}

/**
 * A refusal's body is an `ErrorCollection`:
 * developer.atlassian.com/cloud/jira/platform/rest/v3/intro#status-codes
 */
export function refusal(
  status: number,
  message: string | readonly string[] | null,
  errors: Json = {},
): Reply {
  return json(status, { errorMessages: message === null ? [] : [message].flat(), errors })
}

/** The answer to a write that has nothing to say. */
export const done: Answer = { status: 204, headers: {}, body: '' }

/** A query's list: repeated, or parted by commas, or both. */
export function listIn(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((part) => part.split(',').filter(Boolean))
}

/** The part of a list that a paged call asks for, and where it stands. */
export function pageOf<T>(all: readonly T[], { query }: Call, usual: number) {
  const startAt = Number(query.get('startAt') ?? 0)
  const maxResults = Math.min(usual, Number(query.get('maxResults') ?? usual))
  return { startAt, maxResults, total: all.length, page: all.slice(startAt, startAt + maxResults) }
}

/** The account's time zone is two hours before UTC: Jira writes times in it. */
const zoneMs = 2 * 3_600_000

/** Epoch milliseconds as Jira writes them. */
export function stamp(at: number): string
export function stamp(at: number | null): string | null
export function stamp(at: number | null): string | null {
  return at === null ? null : new Date(at + zoneMs).toISOString().replace('Z', '+0200')
}
