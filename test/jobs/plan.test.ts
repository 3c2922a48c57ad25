import { afterEach, expect, it, vi } from 'vitest'
import { planOf } from '../../src/jobs/change/plan.ts'
import type { IssueAttempt } from '../../src/jobs/issue-work.ts'
import { githubDialect } from '../../src/text/dialect.ts'

afterEach(() => vi.restoreAllMocks())

function attempt(body: { was: string; now: string }) {
  const connector = { dialect: githubDialect() }
  const definition = { capabilities: { dueDates: true } }
  const issue = {
    id: 'i',
    account: 'github',
    target: 'acme/shop',
    generation: 1,
    written: null,
    link: '',
    place: '',
    body: '',
  }
  const config = { routes: [], severities: {}, publicUrl: 'http://localhost' }
  const account = { id: 'github', connector, definition }
  return { deps: { config }, issue, account, payload: { body } } as unknown as IssueAttempt<object>
}

it('a text that is dear to read does not hold what waits for its turn', async () => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 11))
  let others = 0
  const plan = planOf(attempt({ was: '@a', now: '@b' }))
  setTimeout(() => (others += 1))

  const { wanted } = await plan

  expect(wanted.body).toBe('@\u200bb')
  expect(others).toBe(1)
})

it('the text that was there before is read only if it is asked for', async () => {
  const read: string[] = []
  const body = {
    now: '@b',
    get was() {
      read.push('was')
      return '@a'
    },
  }
  const plan = await planOf(attempt(body))
  expect(read).toEqual([])

  expect((await plan.before()).body).toBe('@\u200ba')
})
