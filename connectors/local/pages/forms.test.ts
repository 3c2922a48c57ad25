import { describe, expect, it } from 'vitest'
import { bench, pageOf } from '../../../test/trackers/local/bench.ts'

const use = bench()

describe('forms', () => {
  it.each(['', '   \n', undefined])(
    'refuse the empty comment %j and keep the page',
    async (body) => {
      const issue = await use.file()

      const answer = await use.tracker.request(
        `${pageOf(issue)}/comments`,
        body === undefined ? {} : { body },
      )

      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain('The comment is empty')
      expect((await use.tracker.read(issue)).comments).toEqual([])
    },
  )

  it('refuse a comment that is too long, and give it back', async () => {
    const issue = await use.file()

    const body = 'x'.repeat(1_000_001)
    const answer = await use.tracker.request(`${pageOf(issue)}/comments`, { body })

    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(body)
  })

  it('refuse to empty a comment, and open its form', async () => {
    const issue = await use.file()
    const id = await use.tracker.say(issue, 'kept')

    const answer = await use.tracker.request(`${pageOf(issue)}/comments/${id}`, { body: ' ' })

    expect(answer.status).toBe(422)
    const opened =
      /<details class="tools" open>[\s\S]*The comment is empty[\s\S]* autofocus>\n <\/t/
    expect(await answer.text()).toMatch(opened)
    expect((await use.tracker.read(issue)).comments).toMatchObject([{ body: 'kept' }])
  })

  it('know only the comments of their issue', async () => {
    const [one, two] = [await use.file(), await use.file()]
    const id = await use.tracker.say(one, 'kept')

    const edited = await use.tracker.request(`${pageOf(two)}/comments/${id}`, { body: 'stolen' })
    const deleted = await use.tracker.request(`${pageOf(two)}/comments/${id}/delete`, {})

    expect([edited.status, deleted.status]).toEqual([404, 404])
    expect((await use.tracker.read(one)).comments).toMatchObject([{ body: 'kept' }])
  })

  it('refuse a reason nobody knows and an issue without a title', async () => {
    const issue = await use.file()

    const closed = await use.tracker.request(`${pageOf(issue)}/close`, { reason: 'because' })
    const edited = await use.tracker.request(`${pageOf(issue)}/edit`, { title: ' ', body: 'x' })

    expect([closed.status, edited.status]).toEqual([422, 422])
    expect(await use.tracker.read(issue)).toMatchObject({
      title: 'A finding',
      state: { status: 'open' },
    })
  })

  it('give the issue to somebody, who stays when the form has no such field', async () => {
    const issue = await use.file()

    await use.tracker.request(`${pageOf(issue)}/edit`, { assignee: ' Ann\nLee ' })
    await use.tracker.request(`${pageOf(issue)}/edit`, { title: 'Another' })

    expect(await use.tracker.read(issue)).toMatchObject({ title: 'Another', assignee: 'Ann Lee' })
    expect(await use.show(pageOf(issue))).toContain('name="assignee" value="Ann Lee"')
  })

  it('take a saved form that changed nothing as no change', async () => {
    const issue = await use.file({ body: '\na\r\nb\n', labels: ['one', 'two'] })
    const cursor = await use.now()

    const page = await use.show(pageOf(issue))
    expect(page).toContain('<textarea name="body" rows="16">\n\na\r\nb\n</textarea>')
    await use.tracker.request(`${pageOf(issue)}/edit`, {
      title: 'A finding',
      body: '\r\na\r\nb\r\n',
      assignee: '',
      labels: 'one\r\ntwo',
    })

    expect(await use.events(cursor)).toEqual([])
    expect((await use.tracker.read(issue)).body).toBe('\na\r\nb\n')
  })
})
