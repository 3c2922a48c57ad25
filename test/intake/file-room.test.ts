import { afterEach, expect, it } from 'vitest'
import { attachments } from '../../db/schema/index.ts'
import { adminToken, startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'
import { openMemoryGithub } from '../support/memory-github.ts'

const fourBytes = { title: 'a.txt', base64_content: 'YWJjZA==' }
const github = openMemoryGithub({ now: Date.now() })
const settings = { ...github.env, MAX_FILES_BYTES: '10', CREATE_WAIT_MS: '0' }

let bridge: TestBridge
afterEach(() => bridge.stop())

it('files that no tracker has yet have room until MAX_FILES_BYTES, and again once trackers took them', async () => {
  const id = await open('github')

  expect(await attach(id, 2)).toMatchObject({ status: 200 })
  const refused = await attach(id, 1)
  expect(refused).toMatchObject({ status: 507, text: expect.stringContaining('MAX_FILES_BYTES') })
  expect(await bridge.db.query.query.files.findMany()).toHaveLength(2)
  await bridge.db.query.update(attachments).set({ remoteId: 'taken' })

  expect(await attach(id, 1)).toMatchObject({ status: 200 })
})

it('files of the embedded tracker stay, so they take room for good', async () => {
  const id = await open('local')
  await attach(id, 2)
  await bridge.tick()

  expect(await attach(id, 1)).toMatchObject({ status: 507 })
  const inbox = await bridge.admin('/admin/api/inbox?outcome=refused')
  expect(await inbox.text()).toContain('raise MAX_FILES_BYTES')
})

it('a title is no way around the limit: it has at most 1,000 characters', async () => {
  const id = await open('local')
  const attachments = [{ ...fourBytes, title: 'a'.repeat(1001) }]

  const refused = await bridge.kondukto('POST', `/api/v1/issues/${id}/attachments`, { attachments })

  expect(refused.status).toBe(422)
  expect(refused.text).toContain('attachments.0.title: is longer than 1000 characters')
})

it('have no limit if MAX_FILES_BYTES is 0', async () => {
  const id = await open('local', '0')

  expect(await attach(id, 3)).toMatchObject({ status: 200 })
})

async function open(tracker: string, MAX_FILES_BYTES = '10'): Promise<string> {
  const target = tracker === 'github' ? 'acme/shop' : 'shop'
  const routes = `routes: [{ to: { tracker: ${tracker}, target: ${target} } }]`
  const env = { ...settings, ADMIN_TOKEN: adminToken, MAX_FILES_BYTES }
  bridge = startBridge({ env, routes, fetch: github.fetch, live: false })
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
  await bridge.tick()
  return body.id
}

function attach(id: string, count: number) {
  const files = Array.from({ length: count }, () => fourBytes)
  return bridge.kondukto('POST', `/api/v1/issues/${id}/attachments`, { attachments: files })
}
