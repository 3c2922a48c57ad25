import type { IncomingMessage } from 'node:http'
import { constants, gzipSync } from 'node:zlib'
import type { Answer } from './rest/wire.ts'

/** The answer with what Jira says of its limits with every success. */
export function withLimits(answer: Answer): Answer {
  if (answer.status >= 300) return answer
  const limits = { 'x-ratelimit-limit': '350', 'x-ratelimit-remaining': '349' }
  return { ...answer, headers: { ...limits, ...answer.headers } }
}

/** JSON as it goes out: packed for who takes it so. */
export function zipped(answer: Answer, { headers }: IncomingMessage): Answer {
  const isJson = /json/.test(answer.headers['content-type'] ?? '')
  if (!isJson || !/gzip/.test(String(headers['accept-encoding']))) return answer
  const body = gzipSync(answer.body, { level: constants.Z_BEST_SPEED })
  return { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' }, body }
}
