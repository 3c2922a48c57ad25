import { describe, expect, it } from 'vitest'
import type { Db } from '../../../db/store.ts'
import { changeFields } from '../../../test/contract/connector/change.ts'
import { issueDraft, soon } from '../../../test/contract/connector/drafts.ts'
import { contextOf } from '../../../test/trackers/kit/context.ts'
import { bench, upTo } from '../../../test/trackers/local/bench.ts'
import { local } from '../index.ts'

const use = bench()

const unavailable = { name: 'TrackerError', kind: 'unavailable' }

describe('a call', () => {
  it('makes nothing once the signal has aborted', async () => {
    const { connector, target } = use.tracker
    const create = connector.create(target, issueDraft(), AbortSignal.abort())

    await expect(create).rejects.toMatchObject(unavailable)
    expect(await use.tracker.count()).toBe(0)
  })

  it('ends when the signal aborts while the store is busy', async () => {
    const controller = new AbortController()
    const busy = { query: use.tracker.db.query, atomic: () => new Promise<void>(() => {}) }
    const tools = contextOf({ now: () => 0, store: busy })
    const connector = local.open({ PUBLIC_URL: 'http://x' }, tools)
    const create = connector.create('payments', issueDraft(), controller.signal)
    controller.abort()

    await expect(create).rejects.toMatchObject(unavailable)
  })

  it.each([
    ['unavailable', new Error('disk I/O error: INSERT INTO secrets')],
    ['rejected', new Error('D1_ERROR: string or blob too big: SQLITE_TOOBIG')],
  ])('calls a store that fails %s, without its words', async (kind, error) => {
    const broken = { query: use.tracker.db.query, atomic: () => Promise.reject(error) }
    const tools = contextOf({ now: () => 0, store: broken })
    const connector = local.open({ PUBLIC_URL: 'http://x' }, tools)

    const failure = await connector.create('payments', issueDraft(), soon()).catch((e) => e)

    expect(failure).toMatchObject({ name: 'TrackerError', kind, cause: error })
    expect(failure.message).not.toMatch(/INSERT|SQLITE/)
  })

  it('cuts a body over a million characters and says so', async () => {
    const issue = await use.file({ body: 'word '.repeat(250_000) })

    expect(issue.cut).toBe(true)
    expect((await use.tracker.read(issue)).body.length).toBeLessThanOrEqual(1_000_000)
  })
})

describe('a project name', () => {
  it.each([
    ['', /no name/],
    [' ', /no name/],
    ['x'.repeat(101), /at most 100/],
    ['a\nb', /control/],
    ['a\ud800', /control/],
    ['/', /more than/],
    ['..', /more than/],
    ['../..', /more than/],
  ])('is refused where it is %j', async (target, why) => {
    const refused = { name: 'TrackerError', kind: 'rejected' }

    expect(local.problemWith(target)).toMatch(why)
    await expect(use.connector.check(target, soon())).rejects.toMatchObject(refused)
    await expect(use.file({}, target)).rejects.toMatchObject(refused)
  })

  it.each(['acme/api', 'Käse & Brot', '100%', 'a?b#c', 'a%2Fb', "it's", '<b>'])(
    'may be %j and has pages',
    async (target) => {
      const issue = await use.file({ title: 'Found' }, target)

      expect(local.problemWith(target)).toBeNull()
      expect(await use.show(new URL(issue.url).pathname)).toContain('Found')
      const home = await use.show('/admin/projects')
      const link = /class="title" href="([^"]+)"/.exec(home)?.[1] ?? ''
      expect(await use.show(link.replaceAll('&#39;', "'"))).toContain('Found')
    },
  )
})

describe('an update', () => {
  it('leaves the labels of others, and records nothing where nothing differs', async () => {
    const issue = await use.file({ labels: ['high', 'Bug'] })
    await use.tracker.label(issue, "it's mine")
    const labels = { addLabels: ['new', 'Bug', 'new'], removeLabels: ['high', 'never there'] }
    const update = () => use.connector.update(issue, { key: 'a', ...labels, options: {} }, soon())

    await update()
    const cursor = await use.now()
    await update()

    expect((await use.tracker.read(issue)).labels).toEqual(['Bug', "it's mine", 'new'])
    expect(await use.events(cursor)).toEqual([])
  })

  it('leaves the text a person wrote, still changes the rest, and records it once', async () => {
    const issue = await use.file({ title: 'first', body: 'ours' })
    await use.tracker.edit(issue, { body: 'by hand' })
    const cursor = await use.now()
    const was = { title: 'first', body: 'ours' }
    const now = { title: 'second', body: 'ours again' }
    const state = { status: 'closed', reason: 'completed' } as const

    const change = { key: 'a', was, now, state, addLabels: ['new'] }
    await changeFields(use.connector, issue, change)

    const expected = { title: 'second', body: 'by hand', state, labels: ['new'] }
    expect(await use.tracker.read(issue)).toMatchObject(expected)
    expect(await use.events(cursor)).toHaveLength(1)
  })
})

describe('an update of a worker that stands still', () => {
  const newer = { key: 'a', state: { status: 'open', reason: null }, options: {} } as const
  const older = { ...newer, state: { status: 'closed', reason: 'completed' } } as const

  it('before it writes changes nothing if another has written since, and says so', async () => {
    const issue = await use.file()
    const { db } = use.tracker
    const late = withStore({
      async atomic(statements) {
        await use.tracker.wait(90_000)
        await use.tracker.close(issue, 'duplicate')
        await use.tracker.reopen(issue)
        await db.atomic(statements)
      },
    })

    await expect(late.update(issue, older, soon())).rejects.toMatchObject(unavailable)
    expect((await use.tracker.read(issue)).state).toEqual(newer.state)
    expect((await use.events()).map(({ kind }) => kind)).toEqual(['issue', 'issue', 'issue'])
  })

  it('before it reads changes nothing once its time is over', async () => {
    const issue = await use.file()
    const controller = new AbortController()
    const late = withStore({
      get query() {
        controller.abort()
        return use.tracker.db.query
      },
    })

    await expect(late.update(issue, older, controller.signal)).rejects.toMatchObject(unavailable)
    await new Promise(setImmediate)
    expect((await use.tracker.read(issue)).state).toEqual(newer.state)
  })

  function withStore(parts: Partial<Db>) {
    const store = Object.defineProperties(
      { ...use.tracker.db },
      Object.getOwnPropertyDescriptors(parts),
    )
    return local.open(
      { PUBLIC_URL: 'http://x' },
      contextOf({ now: () => Date.UTC(2026, 0, 1) + 1, store }),
    )
  }
})

describe('closing', () => {
  it('again for another reason changes the reason, where a person does it', async () => {
    const issue = await use.file()
    await use.tracker.close(issue, 'completed')

    await use.tracker.close(issue, 'duplicate')

    const { state } = await use.tracker.read(issue)
    expect(state).toEqual({ status: 'closed', reason: 'duplicate' })
  })
})

describe('the definition', () => {
  it('is never off, and takes its address from PUBLIC_URL', () => {
    const given = { PUBLIC_URL: 'https://a.example' }

    expect(local.env.parse({})).toEqual({ PUBLIC_URL: 'http://127.0.0.1:8787' })
    expect(local.env.parse({ ...given, GITHUB_TOKEN: 'x' })).toEqual(given)
  })

  it('numbers each project by itself and links to its page', async () => {
    for (const _ of upTo(3)) await use.file()

    const other = await use.file({}, 'acme/api')

    expect(other.key).toBe('1')
    expect(other.url).toBe('https://lockstep.example/admin/projects/acme%2Fapi/issues/1')
  })
})
