import { createIssue } from 'jira.js/cloud'
import { type Client, isApiError } from 'jira.js/core'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { RemoteRef } from '../../../../src/domain/issue.ts'
import { stillClock } from '../../kit/clock.ts'
import { clientOf } from '../client.ts'
import type { Jira, JiraOptions } from '../jira.ts'
import { openPerson, type Person } from '../person.ts'
import { startJira } from '../server.ts'

/** What a test of the fake works with: the connector's client, a person, and the fake itself. */
export interface Bench {
  readonly jira: Jira
  readonly client: Client
  readonly person: Person
  /** Files an issue with these fields besides the least. */
  file(fields?: object, properties?: { key: string; value: unknown }[]): Promise<RemoteRef>
}

/** A Jira for the tests of a file, whose clock stands still, empty before each. */
export function openBench(options: JiraOptions = {}): Bench {
  let jira: Jira
  beforeAll(async () => {
    jira = await startJira({ clock: stillClock(), ...options })
  })
  beforeEach(() => jira.reset())
  afterAll(() => jira.stop())
  const bench: Bench = {
    get jira() {
      return jira
    },
    get client() {
      return clientOf(jira)
    },
    get person() {
      return openPerson(clientOf(jira, 'casey'))
    },
    async file(fields, properties = []) {
      const least = { project: { key: 'PAY' }, issuetype: { name: 'Bug' }, summary: 'A finding' }
      const made = { fields: { ...least, ...fields }, properties }
      const { id, key } = await createIssue(bench.client, made)
      return { target: 'PAY', id, key }
    },
  }
  return bench
}

/** How Jira refuses a call: its status, its words, and its words by field. */
export async function refusalOf(call: Promise<unknown>) {
  const error = await call.catch((error: unknown) => error)
  if (!isApiError(error)) throw error
  const { errorMessages = [], errors = {} } = error.body as Partial<HttpError>
  return { status: error.status, messages: errorMessages, errors }
}

interface HttpError {
  readonly errorMessages: string[]
  readonly errors: Record<string, string>
}
