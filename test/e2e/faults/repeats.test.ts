import { afterEach, beforeEach, expect, it } from 'vitest'
import type { openSqlite } from '../../../db/sqlite.ts'
import resolved from '../../../src/sources/datatheorem/samples/policy-violation-resolved.json' with {
  type: 'json',
}
import { type Clock, startBridge, type TestBridge } from '../../support/bridge.ts'
import { openTime, pass } from '../../support/running.ts'
import { openStore } from '../../support/store.ts'

const minute = 60_000
const uuid = resolved.event.data.uuid

let clock: Clock
let bridge: TestBridge
beforeEach(() => {
  clock = openTime()
  const env = { DATATHEOREM_TOKEN: 'data-theorem' }
  bridge = startBridge({ clock, live: false, env, db: farAway(openStore()) })
})
afterEach(() => bridge.stop())

it('Data Theorem sends the same note twice at once: it is one comment', async () => {
  const data = { ...resolved.event.data, policy_violation_status: 'OPEN' }
  await post('/hooks/datatheorem/data-theorem', {
    ...resolved,
    event: { ...resolved.event, type: 'API_SECURE__POLICY_VIOLATION_CREATED', data },
  })
  await pass(bridge, clock, minute)
  const note = { uuid: 'n-1', about: { uuid }, note: { text: 'We look into it.' } }
  const event = { type: 'API_SECURE__NOTE_CREATED', data: note, version: 1 }

  const statuses = await Promise.all(
    [1, 2].map(() => post('/hooks/datatheorem/data-theorem', { event })),
  )
  await pass(bridge, clock, minute)

  const projects = await (await bridge.admin('/admin/projects')).text()
  const project = /href="(\/admin\/projects\/[^"]+)"/.exec(projects)?.[1] ?? ''
  const issue = await (await bridge.admin(`${project}/issues/1`)).text()
  expect(statuses).toEqual([202, 202])
  expect(issue.match(/id="comment-/g)).toHaveLength(1)
})

async function post(path: string, body: unknown): Promise<number> {
  const request = { method: 'POST', body: JSON.stringify(body) }
  return (await bridge.fetch(new Request(`http://bridge${path}`, request))).status
}

/** A store that takes as long to write to as one elsewhere does. */
function farAway(db: ReturnType<typeof openSqlite>): ReturnType<typeof openSqlite> {
  return {
    ...db,
    async atomic(statements) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      await db.atomic(statements)
    },
  }
}
