import { describe, expect, it } from 'vitest'
import { jsonOf, openCanned } from '../../../test/trackers/github/canned.ts'

const there = 'https://api.github.com/repositories/7/issues'
const elsewhere = 'https://elsewhere.example/repos/a/b/issues'
const issue = { owner: 'a', repo: 'b', title: 'x', body: 'y' }

describe('redirects', () => {
  it('are followed by a read', async () => {
    const { client, sent } = openCanned([moved(301, there), jsonOf(200, '[]')])

    await client.rest.issues.listForRepo({ owner: 'a', repo: 'b' })

    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET https://api.github.com/repos/a/b/issues',
      `GET ${there}`,
    ])
  })

  it.each([301, 302, 303, 307, 308])('of %i are never followed by a write', async (status) => {
    const { client, sent } = openCanned([moved(status, there)])

    const message = `GitHub says it has moved to ${there}`
    await expect(client.rest.issues.create(issue)).rejects.toMatchObject({
      kind: 'missing',
      message,
    })
    expect(sent).toHaveLength(1)
  })

  it.each([301, 307])('of %i never take the log-in to another host', async (status) => {
    for (const call of ['create', 'listForRepo'] as const) {
      const { client, sent } = openCanned([moved(status, elsewhere)])

      await expect(client.rest.issues[call](issue)).rejects.toMatchObject({ kind: 'missing' })
      expect(sent).toHaveLength(1)
    }
  })

  it('end', async () => {
    const { client, sent } = openCanned(Array.from({ length: 9 }, () => moved(302, there)))

    await expect(client.rest.issues.listForRepo(issue)).rejects.toMatchObject({ kind: 'missing' })
    expect(sent.length).toBeLessThan(7)
  })
})

function moved(status: number, location: string): Response {
  return jsonOf(status, '{"message":"Moved Permanently"}', { location })
}
