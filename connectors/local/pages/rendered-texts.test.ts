import { describe, expect, it } from 'vitest'
import { bench, pageOf } from '../../../test/trackers/local/bench.ts'
import { createTextRenderer } from './rendered-texts.ts'

describe('the texts of a page', () => {
  it('are rendered once, and kept for the next view', async () => {
    let count = 0
    const render = createTextRenderer((text) => `<p>${text}${++count}</p>`)

    await render(['a', 'b', 'a'])
    const again = await render(['a', 'c'])

    expect(again.get('a')).toBe('<p>a1</p>')
    expect(count).toBe(3)
  })

  it('are shown as they are written once there are too many to render', async () => {
    let count = 0
    const render = createTextRenderer(() => `<p>${++count}</p>`)
    const texts = Array.from({ length: 30 }, (_, n) => `${n}<b>`.padEnd(50_000, 'x'))

    const all = await render(texts)

    expect(count).toBe(8)
    expect(all.get(texts[29] ?? '')).toContain('shown as plain text')
    expect(all.get(texts[29] ?? '')).toMatch(/29&(#x3C|lt);b>x{1000}/)
  })

  it('are not kept without end', async () => {
    let count = 0
    const render = createTextRenderer((text) => `${++count}${text}`)
    const texts = Array.from({ length: 100 }, (_, n) => `${n}`.padEnd(50_000, 'x'))

    for (const text of texts) await render([text])
    await render(['99'.padEnd(50_000, 'x'), '0'.padEnd(50_000, 'x')])

    expect(count).toBe(101)
  })
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
