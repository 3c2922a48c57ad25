import { expect, it } from 'vitest'
import { wayBackOf } from '../../src/domain/way-back.ts'

const history = 'https://lockstep.acme.example/i/1/history'
const nothing = { link: '', place: '', dueDate: '', history: '' }

it('says where the finding is, when it is due, and where to read more', () => {
  const link = 'https://scanner.example/finding?id=7&tab=code'
  const known = { link, place: 'src/a.js:12', dueDate: '2026-12-24T00:00:00Z', history }

  expect(wayBackOf(known, 'A finding.')).toBe(
    `---

Where: \`src/a.js:12\` · Due: \`2026-12-24\` · [Finding in the scanner](<${link}>) · [History in Lockstep](<${history}>)`,
  )
})

it('leaves out what the text says already, and pages on a machine that developers cannot reach', () => {
  const known = { ...nothing, link: 'https://scanner.example/7', place: 'src/a.js:12' }
  const local = { ...known, history: 'http://127.0.0.1:8787/i/1/history' }

  expect(wayBackOf(local, 'File: src/a.js\n\nLine: 12\n\nhttps://scanner.example/7')).toBe('')
})

it('shows a due date that is none as it was written', () => {
  expect(wayBackOf({ ...nothing, dueDate: 'next `week`' }, '')).toBe("---\n\nDue: `next 'week'`")
})

it.each(['javascript:alert(1)', 'not an address', `https://x.example/${'a'.repeat(2001)}`])(
  'makes no link of %s',
  (link) => {
    expect(wayBackOf({ ...nothing, link }, '')).toBe('')
  },
)

it('no address ends its link early', () => {
  const link = 'https://x.example/a>)<b>?q=>)#>)'

  expect(wayBackOf({ ...nothing, link }, '')).toBe(
    '---\n\n[Finding in the scanner](<https://x.example/a%3E)%3Cb%3E?q=%3E)#%3E)>)',
  )
})
