import { expect, it } from 'vitest'
import { planOf } from '../../src/jobs/change/plan.ts'
import type { IssueAttempt } from '../../src/jobs/issue-work.ts'
import { githubDialect } from '../../src/text/dialect.ts'

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

it('a long text does not hold what waits for its turn', async () => {
  let others = 0
  const plan = planOf(attempt({ was: '@a', now: '@b\n\n'.repeat(6000) }))
  setTimeout(() => (others += 1))

  const { wanted } = await plan

  expect(wanted.body?.startsWith('@\u200bb')).toBe(true)
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
