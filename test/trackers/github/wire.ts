import { type Json, json, type Reply } from '../kit/server.ts'

export { type Json, json, type Reply }

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

/** A refusal in GitHub's JSON; `more` may hold `errors`. */
export function refusal(status: number, message: string, more: Json = {}): Reply {
  const documentation_url = 'https://docs.github.com/rest'
  return json(status, { message, documentation_url, status: String(status), ...more })
}
