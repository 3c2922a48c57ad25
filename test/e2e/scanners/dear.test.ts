import process from 'node:process'
import { afterEach, beforeEach, expect, it } from 'vitest'
import changed from '../../../src/sources/corgea/samples/issue-status-changed.json' with {
  type: 'json',
}
import resolved from '../../../src/sources/datatheorem/samples/policy-violation-resolved.json' with {
  type: 'json',
}
import ticket from '../../../src/sources/holm/samples/ticket.json' with { type: 'json' }
import vendorPayload from '../../samples/kondukto-create.json' with { type: 'json' }
import { type Scanners, startScanners } from './bench.ts'

/** What a pattern that goes back over a text reads by the square of its length. */
const runs = [' ', '\n', '=', '/', '<', '.', '-', '`']
const dear = `a${runs.map((sign) => `${sign.repeat(20_000)}a`).join('')}`
/** CPU time of one message, in milliseconds. The square of one run takes ten times as long. */
const most = 300

let scanners: Scanners
beforeEach(() => {
  scanners = startScanners({ live: false, env: { CREATE_WAIT_MS: '0' } })
})
afterEach(() => scanners.stop())

it.each<[string, unknown, (sent: unknown) => Promise<unknown>]>([
  ['Corgea', changed, (sent) => scanners.corgea(sent)],
  ['Data Theorem', opened(), (sent) => scanners.theorem(sent)],
  ['Holm', ticket, (sent) => scanners.holm(sent)],
  [
    'Kondukto',
    { ...vendorPayload, vulnerability: undefined },
    (sent) => scanners.bridge.kondukto('POST', '/api/v1/issues', sent as object),
  ],
])(
  'no text of a message of %s takes long to read, whatever it repeats',
  async (_, sample, send) => {
    const slow: string[] = []
    await send(sample)
    for (const path of textsIn(sample)) {
      const start = process.threadCpuUsage()
      await send(withText(sample, path))
      const { user, system } = process.threadCpuUsage(start)
      if ((user + system) / 1000 > most) slow.push(path.join('.'))
    }

    expect(slow).toEqual([])
  },
)

function opened(): unknown {
  const { event } = resolved
  const data = { ...event.data, policy_violation_status: 'OPEN' }
  return { event: { type: 'API_SECURE__POLICY_VIOLATION_OPENED', data } }
}

type Path = readonly string[]

/** Where a message has texts. */
function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, [...path, name]))
}

/** The message with a dear text at a place. */
function withText(sample: unknown, path: Path): unknown {
  const copy = structuredClone(sample)
  let place = copy as Record<string, unknown>
  for (const name of path.slice(0, -1)) place = place[name] as Record<string, unknown>
  place[path.at(-1) ?? ''] = dear
  return copy
}
