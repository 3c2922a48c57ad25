import { describe, expect, it } from 'vitest'
import { bench, pageOf, upTo } from '../../../test/trackers/local/bench.ts'

const use = bench()

describe('pages', () => {
  it('need no script, have none but our own file, and no inline style', async () => {
    const issue = await use.file({ labels: ['severity:critical'] })
    await use.attach(issue, 'shot.png')

    for (const path of [
      pageOf(issue),
      '/admin/projects/payments',
      '/admin/projects',
      '/admin/projects/x',
    ])
      expect(await use.show(path)).not.toMatch(/<script|<style|\sstyle=|\son\w+=|https?:\/\//i)
  })

  it('show a finding as a person reads it', async () => {
    const body =
      'Some *text*\n\n<details><summary>Code:</summary>\n<pre>\n<code>\nif (a &lt; b) {}\n</code>\n</pre>\n</details>'
    const issue = await use.file({ title: 'Injection', body, labels: ['severity:high', 'Bug'] })

    const page = await use.show(pageOf(issue))

    expect(page).toContain('<em>text</em>')
    expect(page).toMatch(/<details>\s*<summary>Code:<\/summary>/)
    expect(page).toMatch(/if \(a (&lt;|&#x3C;) b\) \{\}/)
    expect(page).toContain('<span class="label high">severity:high</span>')
    expect(page).toContain('<span class="label">Bug</span>')
  })

  it('say what will appear where there is nothing', async () => {
    expect(await use.show('/admin/projects')).toContain('Nothing here yet')
    await use.file()
    expect(await use.show('/admin/projects/payments?status=closed')).toContain('No closed issues')
  })

  it('list 50 issues, newest first, then the rest', async () => {
    for (const n of upTo(51)) await use.file({ title: `Issue ${n}.` })

    const numbers = async (query: string) =>
      [...(await use.show(`/admin/projects/payments${query}`)).matchAll(/>Issue (\d+)\.</g)].map(
        (m) => Number(m[1]),
      )

    expect(await numbers('')).toEqual(upTo(50).map((n) => 52 - n))
    expect(await numbers('?page=2')).toEqual([1])
    expect(await numbers('?page=99')).toEqual([1])
    expect(await numbers('?page=nonsense')).toHaveLength(50)
    expect(await numbers('?status=closed')).toEqual([])
  })

  it.each(['not_planned', 'duplicate', 'completed'] as const)(
    'close as %s and reopen',
    async (reason) => {
      const issue = await use.file()

      await use.tracker.close(issue, reason)

      const words = {
        not_planned: 'as not planned',
        duplicate: 'as a duplicate',
        completed: 'as completed',
      }
      expect(await use.show(pageOf(issue))).toContain(`Closed ${words[reason]}`)
      expect(await use.show('/admin/projects')).toContain('0 open · 1 closed')
      await use.tracker.reopen(issue)
      expect((await use.tracker.read(issue)).state).toEqual({ status: 'open', reason: null })
    },
  )

  it.each([
    '/admin/projects/nobody',
    '/admin/projects/payments/issues/9',
    '/admin/projects/payments/issues/x',
    '/admin/projects/payments/issues/1e0',
    '/admin/projects/other/issues/1',
    '/admin/projects/payments/issues/1/attachments/none',
    '/admin/projects/payments/issues/99999999999999999999',
  ])('answer 404 for %s', async (path) => {
    await use.file()

    const answer = await use.tracker.request(path)

    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('There is no such')
  })
})
