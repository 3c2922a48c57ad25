import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { issueChange, issueDraft, refOf, soon } from '../../../test/contract/connector/drafts.ts'
import { settingsFor, startTracker } from '../../../test/trackers/github/tracker.ts'
import { contextOf, openMemory } from '../../../test/trackers/kit/context.ts'
import type { Connector } from '../../connector.ts'
import { github } from '../index.ts'

const closed = { state: { status: 'closed', reason: 'completed' } } as const
const taken = /acme\/shop is another repository now \(id \d+\)/

describe('no write of the GitHub connector reaches a stranger', () => {
  let tracker: Awaited<ReturnType<typeof startTracker>>
  let connector: Connector
  const memory = openMemory()

  beforeAll(async () => {
    tracker = await startTracker({ webhooks: true })
  })
  beforeEach(async () => {
    await tracker.reset()
    memory.forget()
    restart()
  })
  afterEach(() => expect(tracker.github.strangers).toEqual([]))
  afterAll(() => tracker.stop())

  /** Opens the connector anew, with what it remembers. */
  function restart(): void {
    const env = github.env.parse(settingsFor(tracker.github))
    if (!env) throw new Error('the settings are empty')
    connector = github.open(env, contextOf({ now: tracker.github.now, memory }))
  }

  async function file(labels: string[] = []): Promise<RemoteRef> {
    const made = await connector.create('acme/shop', issueDraft({ key: 'k-1', labels }), soon())
    return refOf('acme/shop', made)
  }

  /** A person's issue, in the place where ours was or may be looked for. */
  const fileByHand = (target = 'acme/shop') =>
    tracker.ask('POST', `/repos/${target}/issues`, { title: 'A stranger' })

  it('if the issue was transferred: an update is missing, and reading finds it', async () => {
    const issue = await file(['old'])
    const place = await tracker.github.moves.transfer(issue, 'acme/other')

    for (const change of [{ removeLabels: ['old'] }, closed, { addLabels: ['new'] }]) {
      const update = connector.update(issue, issueChange({ key: 'k-1', ...change }), soon())
      await expect(update).rejects.toMatchObject({ kind: 'missing' })
    }

    expect((await connector.read(issue, soon())).issue).toEqual(place)
    expect(await tracker.read(place)).toMatchObject({ state: { status: 'open' }, labels: ['old'] })
  })

  it.each(['the newest of all', 'followed by others'])(
    'if it was transferred before its creation is known, %s: it is found where it is now',
    async (how) => {
      await fileByHand()
      const draft = { ...issueDraft({ key: 'k-1' }), since: tracker.github.now() }
      const made = refOf('acme/shop', await connector.create('acme/shop', draft, soon()))
      if (how === 'followed by others') await fileByHand()
      const place = await tracker.github.moves.transfer(made, 'acme/other')

      const again = { ...draft, uncertain: true }
      const found = await connector.create('acme/shop', again, soon())

      expect(refOf(found.target, found)).toEqual(place)
    },
  )

  it('if it was transferred before its creation is known, after one that went to where we cannot read: it is found', async () => {
    const draft = { ...issueDraft({ key: 'k-1' }), since: tracker.github.now() }
    await connector.create('acme/shop', { ...draft, key: 'k-0' }, soon())
    const made = refOf('acme/shop', await connector.create('acme/shop', draft, soon()))
    await tracker.github.moves.transfer({ ...made, key: '1' }, 'acme/other')
    const place = await tracker.github.moves.transfer(made, 'acme/other')
    tracker.github.hide(/\/issues\/1\b/)

    const found = await connector.create('acme/shop', { ...draft, uncertain: true }, soon())

    expect(refOf(found.target, found)).toEqual(place)
  })

  it('if it was deleted before its creation is known: it is filed anew, and numbers end the search', async () => {
    const draft = { ...issueDraft({ key: 'k-1' }), since: tracker.github.now() }
    const made = refOf('acme/shop', await connector.create('acme/shop', draft, soon()))
    await tracker.github.moves.deleteIssue(made)
    tracker.github.log.length = 0

    const found = await connector.create('acme/shop', { ...draft, uncertain: true }, soon())

    expect(found).toMatchObject({ target: 'acme/shop', key: '2' })
    const asked = tracker.github.log.filter((call) => /^GET .*\/issues\/\d/.test(call))
    expect(asked).toHaveLength(3)
  })

  it('if the repository was renamed: its issues are written to as before', async () => {
    const issue = await file()
    tracker.github.moves.rename('acme/shop', 'acme/legacy')
    restart()

    const written = await connector.update(issue, issueChange({ key: 'k-1', ...closed }), soon())

    expect(written).toMatchObject({ ...issue, state: { status: 'closed' } })
    expect((await connector.read(issue, soon())).issue).toEqual(issue)
  })

  it.each(['renamed', 'deleted'])('if it was %s and another has its name now', async (how) => {
    const issue = await file()
    const { moves } = tracker.github
    if (how === 'renamed') moves.rename('acme/shop', 'acme/legacy')
    else moves.deleteRepository('acme/shop')
    moves.createRepository('acme/shop')
    await fileByHand()
    await tracker.wait(60_000)
    restart()

    const update = connector.update(issue, issueChange({ key: 'k-1', ...closed }), soon())
    const outcome = await update.then(
      ({ state }) => state?.status,
      ({ kind }) => kind,
    )
    const others = [
      () => connector.create('acme/shop', issueDraft({ key: 'k-2' }), soon()),
      () => connector.create('acme/shop', issueDraft({ key: 'k-2', uncertain: true }), soon()),
      () => connector.check('acme/shop', soon()),
      () => connector.find(`${tracker.github.url}/acme/shop/issues/1`, soon()),
    ]

    expect(outcome).toBe(how === 'renamed' ? 'closed' : 'missing')
    for (const other of others)
      await expect(other()).rejects.toMatchObject({ kind: 'forbidden', message: taken })
    expect(await tracker.count()).toBe(1)
  })

  it('and looking costs a request a minute at most, free while the repository is unchanged', async () => {
    await file()
    for (let n = 0; n < 10; n += 1) {
      await tracker.wait(20_000)
      await connector.find(`${tracker.github.url}/acme/shop/issues/1`, soon())
    }

    // The first, and one because the repository has changed: it has another issue.
    expect(tracker.github.looks).toEqual({ count: 4, cost: 2 })
  })

  it('and the fake counts one that does', async () => {
    const { number } = await fileByHand()
    const authorization = `Bearer ${tracker.github.token}`
    const url = `${tracker.github.url}/repos/acme/shop/issues/${number}`
    await fetch(url, { method: 'PATCH', headers: { authorization }, body: '{"title":"x"}' })

    expect(tracker.github.strangers).toEqual([`PATCH /repos/acme/shop/issues/${number}`])
    tracker.github.strangers.length = 0
  })
})
