import webhooks from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' }
import fc from 'fast-check'
import statusChanged from '../../../src/sources/corgea/samples/issue-status-changed.json' with {
  type: 'json',
}
import resolved from '../../../src/sources/datatheorem/samples/policy-violation-resolved.json' with {
  type: 'json',
}
import { adminToken, konduktoSecret } from '../bridge.ts'

/** One request, its headers as they are sent. */
export interface HostileRequest {
  readonly path: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: string
}

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    ...['open', 'closed', 'high', '__proto__', '\u0000', '<script>', 'aGk='],
    "'; drop table issues; --",
  ),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
)
const field = fc.constantFrom(
  ...['status', 'title', 'name', 'fp', 'labels', 'assignee', 'vulnerability', 'template_md'],
  ...['project_name', 'severity', 'comments', 'attachments', 'body', 'base64_content', 'author'],
  ...['detail', '__proto__', 'constructor', 'ticket', 'number', 'event', 'type', 'data', 'uuid'],
  ...['event_type', 'issue_id', 'url', 'action', 'issue', 'comment', 'repository'],
)
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(field, tie('any'), { maxKeys: 5 }),
  ),
})).any

const [onGithub] = webhooks.find(({ name }) => name === 'issues')?.examples ?? []
/** A body that every route takes, as each reads its own fields; one or two are spoilt. */
const good = {
  ...{ title: 'T', project_name: 'shop', status: 'closed', severity: 'low', labels: ['a'] },
  ...{ body: 'b', comments: [{ body: 'a' }], url: 'https://example.com/1' },
  attachments: [{ title: 'a', base64_content: 'aGk=' }],
  ticket: { number: 1, status: 'Open' },
  ...statusChanged,
  ...resolved,
  ...onGithub,
}
const spoilt = fc
  .dictionary(field, value, { maxKeys: 2 })
  .map((some) => JSON.stringify({ ...good, ...some }))

const deep = '['.repeat(20_000)
const body = fc.oneof(
  { weight: 4, arbitrary: spoilt },
  { weight: 2, arbitrary: value.map((any) => JSON.stringify(any)) },
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    ...['', '{', deep, '{"title":"\\ud800"}', 'x'.repeat(100_001)],
    `{"title":"T","vulnerability":{"a":${deep}${']'.repeat(20_000)}}}`,
    `{"event_type":"T","data":{"issue_id":${deep}${']'.repeat(20_000)}}}`,
    ...['token=a&next=//evil', 'reason=completed&body=%00%FF&title=%F0%9F&labels=a%0Ab'],
  ),
)

/** Any bytes that a header may carry. */
const bytes = fc
  .array(
    fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f),
    { maxLength: 40 },
  )
  .map((codes) => String.fromCharCode(...codes))

/** Right more often than not, so that much gets past the door. */
function header(right: string, ...others: string[]) {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(right) },
    { weight: 2, arbitrary: fc.constantFrom('', ...others) },
    bytes,
  )
}

const form = 'application/x-www-form-urlencoded'
const headers = fc.record({
  'content-type': header('application/json', 'text/plain', form, 'multipart/form-data', 'a/json'),
  'x-kondukto-secret': header(konduktoSecret, 'wrong', 'x'.repeat(10_000), `${konduktoSecret}\t`),
  authorization: header(`Bearer ${adminToken}`, 'Bearer', 'Basic Og==', 'Bearer x y'),
  origin: header('http://127.0.0.1:8787', 'https://evil.example', 'null'),
  'idempotency-key': header('', 'k', 'x'.repeat(300)),
  'x-github-event': header('issues', 'issue_comment', 'ping'),
  'x-github-delivery': header('d', 'e'),
  accept: header('text/html', '*/*'),
  cookie: header('', 'lockstep_session=1.x', 'lockstep_session=%E0%A4%A'),
})

const methods = ['GET', 'POST', 'POST', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']

/** Requests for these paths that are wrong in about every way there is; some are right. */
export function hostileRequest(paths: readonly string[]): fc.Arbitrary<HostileRequest> {
  return fc.record({
    path: fc.constantFrom(...paths),
    method: fc.constantFrom(...methods),
    headers,
    body,
  })
}
