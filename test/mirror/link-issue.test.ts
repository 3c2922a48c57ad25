import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Connector } from '../../connectors/connector.ts'
import { findIssue } from '../../db/tables/issues.ts'
import type { Account, Deps } from '../../src/deps.ts'
import { TrackerError } from '../../src/domain/errors.ts'
import type { IssueEvent } from '../../src/domain/events.ts'
import { linkIssue } from '../../src/mirror/link-issue.ts'
import { openSync } from '../support/sync.ts'

const url = 'https://tracker.example/shop/1'
const there: IssueEvent = {
  kind: 'issue',
  issue: { target: 'shop', id: 'remote-1', key: '1' },
  state: { status: 'open', reason: null },
  ...{ stateAt: 0, at: 0, title: 'There already', labels: [], assignee: '', url, comments: null },
}

let sync: ReturnType<typeof openSync>
let id: string
beforeEach(async () => {
  sync = openSync()
  id = (await sync.say('one', 'open')) ?? ''
})
afterEach(() => sync.close())

it('an issue that one account may not see is found by another that logs in to the same tracker', async () => {
  const deps = withAccounts({ first: unseen, second: async () => there })

  expect(await linkIssue(deps, id, url)).toMatchObject({ account: 'second', remoteId: 'remote-1' })
})

it('of two accounts that see the issue, that one takes it which files the finding', async () => {
  const deps = withAccounts({ other: async () => there, local: async () => there })

  expect((await linkIssue(deps, id, url)).account).toBe('local')
})

it('an issue that no account may see is refused in the words of the tracker, and nothing is changed', async () => {
  const deps = withAccounts({ first: unseen, second: async () => null })

  await expect(linkIssue(deps, id, url)).rejects.toMatchObject({
    status: 422,
    message: 'url: There is no such issue.',
  })
  expect((await findIssue(sync.deps.db, id))?.account).toBe('local')
})

async function unseen(): Promise<never> {
  throw new TrackerError('missing', 'There is no such issue.')
}

/** The bridge with these accounts, which find issues by their addresses so. */
function withAccounts(finders: Readonly<Record<string, Connector['find']>>): Deps {
  const usual = sync.deps.accounts.get('local') as Account
  const accounts = Object.entries(finders).map(([name, find]): [string, Account] => [
    name,
    { ...usual, id: name, connector: { ...usual.connector, find } },
  ])
  return { ...sync.deps, accounts: new Map(accounts) }
}
