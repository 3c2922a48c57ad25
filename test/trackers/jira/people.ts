import { json } from '../kit/server.ts'
import { type Answer, type Call, Refusal } from './rest/wire.ts'
import type { Site } from './site.ts'

/** An account of the site. */
export interface User {
  readonly accountId: string
  readonly displayName: string
  readonly email: string
  /** Whether the e-mail may be searched for, but is not shown. */
  readonly hidden: boolean
  readonly assignable: boolean
}

/** The connector's account. */
export const bot = userOf('712020:bot', 'Lockstep Bot', 'bot@acme.example')
/** The person. */
export const casey = userOf('5b10a2844c20165700ede21f', 'Casey', 'casey@acme.example')

/** A colleague, whose e-mail is hidden. */
export const dana = userOf(
  '712020:6f1a2b3c-0d4e-4f5a-8b6c-7d8e9f0a1b2c',
  'Dana',
  'dana@acme.example',
  { hidden: true },
)

/** Everybody. Searching for the first Robin's e-mail finds the second too: it begins the same. */
const people: readonly User[] = [
  bot,
  casey,
  dana,
  userOf('712020:robin-1', 'Robin Roe', 'robin@acme.example', { hidden: true }),
  userOf('712020:robin-2', 'Robin Rover', 'robin@acme.example.org', { hidden: true }),
  userOf('712020:outsider', 'Outsider', 'outsider@acme.example', { assignable: false }),
]

/** A person as Jira shows them: an e-mail only where its owner lets it be seen. */
export function presentUser(url: string, accountId: unknown) {
  const user = people.find((each) => each.accountId === accountId)
  if (!user) return null
  return {
    self: `${url}/rest/api/3/user?accountId=${user.accountId}`,
    accountId: user.accountId,
    accountType: 'atlassian',
    ...(!user.hidden && { emailAddress: user.email }),
    displayName: user.displayName,
    active: true,
    timeZone: 'Etc/UTC',
  }
}

/** `GET /myself` */
export function getMyself({ url }: Site, { user }: Call): Answer {
  return json(200, presentUser(url, user))
}

/** `GET /user/search` and `GET /user/assignable/search`, by how a name or an e-mail begins. */
export function searchUsers(site: Site, { query, path, isPerson }: Call): Answer {
  const asked = (query.get('query') ?? '').toLowerCase()
  const amongAssignable = path.includes('/assignable/')
  if (amongAssignable) site.project(query.get('project') ?? '', isPerson)
  const found = people
    .filter(({ assignable }) => assignable || !amongAssignable)
    .filter(({ displayName, email }) =>
      [displayName, email].some((text) => text.toLowerCase().startsWith(asked)),
    )
  return json(
    200,
    found.map(({ accountId }) => presentUser(site.url, accountId)),
  )
}

/** The account that a field names, or Jira's words against it. */
export function assignable(value: unknown): string | null {
  if (value === null) return null
  const { accountId, id } = value as { accountId?: string; id?: string }
  const user = people.find((each) => each.accountId === (accountId ?? id))
  if (!user?.assignable) {
    throw new Refusal(400, `User '${accountId ?? id}' cannot be assigned issues.`)
  }
  return user.accountId
}

function userOf(
  accountId: string,
  displayName: string,
  email: string,
  { hidden = false, assignable = true } = {},
): User {
  return { accountId, displayName, email, hidden, assignable }
}
