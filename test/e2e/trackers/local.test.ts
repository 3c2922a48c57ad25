import { afterEach, beforeEach, expect, it } from 'vitest'
import vendorPayload from '../../samples/kondukto-create.json' with { type: 'json' }
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'

let bridge: TestBridge
beforeEach(() => {
  bridge = startBridge()
})
afterEach(() => bridge.stop())

it("the vendor's own payload becomes an issue that a person can open, its code readable", async () => {
  const { body } = await create(vendorPayload)

  const page = await open(body.links.html)
  const code = page.match(/<pre[^>]*><code[^>]*>([\s\S]*?)<\/code><\/pre>/)?.[1]
  expect(page).toContain('Denial_Of_Service_Resource_Exhaustion (CWE-400)')
  expect(page).toMatch(/<summary>Code:<\/summary>/)
  expect(code).toContain('\n*284 - \t\tfor i, b := range buf {\n')
  expect(code?.replaceAll('&quot;', '"')).toContain('fmt.Errorf("unsupported encoding %v", enc))')
  expect(page).not.toContain('lockstep:')
})

it('50 parallel identical creates make one issue and get one id', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => create(vendorPayload)))

  const list = await open('http://bridge/admin/projects/project1')
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
  expect(list.match(/issues\/\d+"/g)).toEqual(['issues/1"'])
})

it('50 parallel creates of different findings make 50 issues', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => create(makeFinding())))

  expect(new Set(answers.map(({ body }) => body.links.html)).size).toBe(50)
})

it('what the scanner does to a finding is seen on its page', async () => {
  const { body } = await create(makeFinding({ labels: ['Bug'], severity: 'high' }))
  const path = `/api/v1/issues/${body.id}`

  await bridge.kondukto('POST', `${path}/comments`, { comments: [{ body: 'kondukto: a remedy' }] })
  const file = { title: '../shot.png', base64_content: 'iVBORw0KGgo=' }
  await bridge.kondukto('POST', `${path}/attachments`, { attachments: [file] })
  await bridge.kondukto('PATCH', path, { severity: 'low', labels: ['New'], body: 'new text' })
  await bridge.kondukto('PATCH', path, { status: 'closed' })
  await bridge.settle()

  const page = await open(body.links.html)
  for (const seen of [
    'kondukto: a remedy',
    'shot.png',
    'New',
    'severity:low',
    'new text',
    'completed',
  ]) {
    expect(page).toContain(seen)
  }
  for (const gone of ['severity:high', '>Bug<', '../shot.png']) expect(page).not.toContain(gone)
})

function create(finding: unknown) {
  return bridge.kondukto('POST', '/api/v1/issues', finding)
}

async function open(url: string): Promise<string> {
  return (await bridge.admin(new URL(url).pathname)).text()
}
