import { describe, expect, it } from 'vitest'
import { localIssues } from '../../../db/schema/index.ts'
import { bench, pageOf } from '../../../test/trackers/local/bench.ts'
import { type FullIssue, readIssue } from '../store/reads.ts'
import { renderTexts } from './rendered-texts.ts'

describe('the texts of a page', () => {
  const use = bench()

  it('are rendered once, and kept in the store for the next view', async () => {
    const issue = await use.file({ body: 'a' })
    await use.tracker.say(issue, 'b')
    let count = 0
    const show = async () => {
      const full = await fullOf(issue)
      return renderTexts(use.tracker.db, full, (text) => `<p>${text}${++count}</p>`)
    }

    await show()
    const again = await show()

    expect(Array.from(again.values(), ({ html }) => html)).toEqual(['<p>a1</p>', '<p>b2</p>'])
    expect(count).toBe(2)
  })

  it('are rendered anew once they are changed', async () => {
    const issue = await use.file({ body: '**one**' })
    const comment = await use.tracker.say(issue, '**first**')
    await use.show(pageOf(issue))
    await use.tracker.edit(issue, { body: '**two**' })
    await use.tracker.request(`${pageOf(issue)}/comments/${comment}`, { body: '**second**' })

    const page = await use.show(pageOf(issue))

    expect(page).toContain('<strong>two</strong>')
    expect(page).toContain('<strong>second</strong>')
    expect(page).not.toMatch(/<strong>(one|first)/)
  })

  it('are rendered anew by another version of the renderer', async () => {
    const issue = await use.file({ body: '**one**' })
    const old = use.tracker.db.query.update(localIssues).set({ html: 'old', htmlVersion: 0 })
    await use.tracker.db.atomic([old])

    expect(await use.show(pageOf(issue))).toContain('<strong>one</strong>')
  })

  it('are shown as they are written if there are too many, and rendered by the next view', async () => {
    const issue = await use.file({ body: '0<b>'.padEnd(50_000, 'x') })
    for (let n = 1; n < 10; n += 1) await use.tracker.say(issue, `${n}<b>`.padEnd(50_000, 'x'))

    const first = await use.show(pageOf(issue))
    const second = await use.show(pageOf(issue))

    expect(first.match(/shown as plain text/g)).toHaveLength(2)
    expect(first).toMatch(/9&(#x3C|lt);b>x{1000}/)
    expect(second).not.toContain('shown as plain text')
  })

  async function fullOf({ target, key }: { target: string; key: string }): Promise<FullIssue> {
    const full = await readIssue(use.tracker.db, target, Number(key))
    if (!full) throw new Error('there is no such issue')
    return full
  }
})

describe('a page whose comments are dear to render', () => {
  const use = bench()

  it('shows each of them whole', async () => {
    const issue = await use.file()
    const table = `|a|b|c|d|e|f|g|h|\n|-|-|-|-|-|-|-|-|\n${'x\n'.repeat(5000)}`
    for (const n of [1, 2, 3, 4, 5]) await use.tracker.say(issue, `Comment ${n}\n\n${table}`)

    const page = await use.show(pageOf(issue))

    for (const n of [1, 2, 3, 4, 5]) expect(page).toContain(`Comment ${n}`)
    expect(page).toContain('too complex to format')
  })
})
