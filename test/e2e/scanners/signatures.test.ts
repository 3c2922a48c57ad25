import { afterEach, beforeEach, expect, it } from 'vitest'
import changed from '../../../src/sources/corgea/samples/issue-status-changed.json' with {
  type: 'json',
}
import { type Scanners, startScanners } from './bench.ts'

let scanners: Scanners
beforeEach(() => {
  scanners = startScanners()
})
afterEach(() => scanners.stop())

const opened = { ...changed, data: { ...changed.data, status: 'open' } }
const text = JSON.stringify(opened)

it.each([
  ['with a byte order mark', Buffer.from(`\uFEFF${text}`), 'SQL Injection'],
  [
    'with a Latin-1 letter',
    Buffer.from(text.replace('SQL Injection', 'Fu\u00DFnote'), 'latin1'),
    'Fu\u00DFnote',
  ],
  [
    'with letters of UTF-8',
    Buffer.from(text.replace('SQL Injection', 'Fu\u00DFnote \u{1F600}')),
    'Fu\u00DFnote \u{1F600}',
  ],
])('a Corgea message %s that is signed over its bytes is filed', async (_, body, title) => {
  const { status } = await scanners.corgeaBytes(new Uint8Array(body))

  expect(status).toBe(202)
  const [issue] = await scanners.issues()
  expect(issue?.title).toContain(title)
})
