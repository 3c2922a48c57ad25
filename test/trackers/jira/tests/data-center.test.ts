import { describe, expect, it } from 'vitest'
import type { Json } from '../../kit/server.ts'
import { openBench } from './bench.ts'

const self = 'http://www.example.com/jira/rest/api/2'
const user = {
  ...{ self: `${self}/user?username=fred`, key: 'fred', name: 'fred', active: true },
  ...{ emailAddress: 'fred@example.com', displayName: 'Fred F. User', avatarUrls: {} },
  timeZone: 'Australia/Sydney',
}
const statusCategory = { self, id: 1, key: 'in-flight', colorName: 'yellow', name: 'In Progress' }
const status = { self, id: '10000', name: 'In Progress', description: '', iconUrl: '' }
const type = { self, id: '3', name: 'Task', description: '', iconUrl: '', subtask: false }
const page = { startAt: 0, maxResults: 50, total: 1 }
const comment = {
  ...{ self, id: '10000', author: user, updateAuthor: user, body: 'Lorem ipsum.' },
  ...{ created: '2012-11-22T04:19:41.736+0000', updated: '2012-11-22T04:19:41.736+0000' },
  visibility: { type: 'role', value: 'Administrators' },
}
const allowed = { ...type, key: 'EX', projectTypeKey: 'software', value: 'red' }
const field = {
  ...{ required: true, name: 'Labels', fieldId: 'labels', hasDefaultValue: false },
  ...{ schema: { type: 'array', items: 'option', system: 'labels', custom: '', customId: 10001 } },
  ...{ operations: ['set', 'add'], allowedValues: [allowed] },
  ...{ autoCompleteUrl: self, defaultValue: {} },
}

/** What Atlassian shows as examples: https://docs.atlassian.com/software/jira/docs/api/REST/9.12.0/ */
const published: readonly (readonly [string, unknown])[] = [
  [
    'serverInfo',
    {
      ...{ baseUrl: self, version: '9.12.0', versionNumbers: [9, 12, 0], deploymentType: 'Server' },
      ...{ buildNumber: 582, buildDate: '', serverTime: '', scmInfo: '', serverTitle: 'My Jira' },
    },
  ],
  ['myself', { ...user, locale: 'en_AU' }],
  ['search?jql=project=PAY&fields=labels', { ...page, expand: 'names,schema', issues: [] }],
  ['issue/PAY-1/comment', { ...page, comments: [comment] }],
  [
    'issue/PAY-1/transitions',
    {
      expand: 'transitions',
      transitions: [{ id: '2', name: 'Close', to: { ...status, statusCategory }, fields: {} }],
    },
  ],
  ['issue/createmeta/PAY/issuetypes', { ...page, isLast: true, values: [type] }],
  ['issue/createmeta/PAY/issuetypes/10004', { ...page, isLast: true, values: [field] }],
  ['user/assignable/search?project=PAY&username=casey', [user]],
]

describe('the test Data Center', () => {
  const bench = openBench({ dataCenter: true })

  it.each(published)(
    'answers %s with nothing that the published example lacks',
    async (path, example) => {
      const [issue] = bench.jira.seed(1)
      await bench.person.say({ id: issue?.id ?? '', key: 'PAY-1', target: 'PAY' }, 'Hello')
      const headers = { Authorization: `Bearer ${bench.jira.token}` }

      const answer = await fetch(`${bench.jira.url}/rest/api/2/${path}`, { headers })

      expect(answer.status).toBe(200)
      expect(lacking(await answer.json(), example, '')).toEqual([])
    },
  )
})

/** The names in the answer that are not in the example, or have a value of another type there. */
function lacking(answer: unknown, example: unknown, path: string): string[] {
  if (answer === null) return []
  if (Array.isArray(answer) && Array.isArray(example) && example.length > 0)
    return [...new Set(answer.flatMap((one) => lacking(one, example[0], `${path}[]`)))]
  if (typeof answer !== typeof example || Array.isArray(answer) !== Array.isArray(example))
    return [path]
  if (typeof answer !== 'object' || Array.isArray(answer)) return []
  if (Object.keys(example as Json).length === 0) return []
  return Object.entries(answer).flatMap(([name, value]) =>
    lacking(value, (example as Json)[name], `${path}.${name}`),
  )
}
