/** A JSON object. */
export type Json = Record<string, unknown>

/** One request as the front sees it; `login` is whose token it carries. */
export interface Call {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly token: string
  readonly login: string
  readonly ifNoneMatch: string | undefined
  /** Null where there is none. */
  readonly body: Json | null
}

/** An answer as it goes out. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An answer in GitHub's JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  return { status, headers: { ...type, ...headers }, body: JSON.stringify(body) }
}

/** A refusal in GitHub's JSON; `more` may hold `errors`. */
export function refusal(status: number, message: string, more: Json = {}): Reply {
  const documentation_url = 'https://docs.github.com/rest'
  return json(status, { message, documentation_url, status: String(status), ...more })
}
