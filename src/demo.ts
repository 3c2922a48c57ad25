import { readSetting } from '../db/settings.ts'
import { openSqlite } from '../db/sqlite.ts'

// Plays Kondukto against a running Lockstep, and says step by step what happened.

const { env } = globalThis.process
const url = env.PUBLIC_URL || `http://${env.HOST || '127.0.0.1'}:${env.PORT || 8787}`
const secret = env.KONDUKTO_SECRET?.split(',')[0] || (await storedSecret())

const finding = {
  status: 'open',
  title: 'Denial_Of_Service_Resource_Exhaustion (CWE-400)',
  fp: false,
  link: 'https://scanner.example/results/16',
  name: 'Denial_Of_Service_Resource_Exhaustion',
  path: 'properties/load.go',
  severity: 'medium',
  template_md: `A **medium** severity vulnerability has been discovered.

File: properties/load.go
Line: 284

<details><summary>Code:</summary>
<pre>
<code>
 283 - 	runes := make([]rune, len(buf))

*284 - 	for i, b := range buf {
 285 - 		ErrorHandler(fmt.Errorf(&#34;unsupported encoding %v&#34;, enc))
</code>
</pre>
</details>
`,
  project_name: 'demo',
  due_date: '2006-01-02T15:04:05Z07:00',
  assignee: { email: '', username: '' },
  labels: ['Bug', 'KONDUKTO'],
}
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

await step('Test the connection', 'GET', '/test')
const issue = await step('File a finding', 'POST', '/issues', finding)
const path = `/issues/${issue.id}`
await step('Comment on it', 'POST', `${path}/comments`, {
  comments: [{ body: 'kondukto: read the file in pieces', author: { email: '', username: 'dev' } }],
})
await step('Attach a screenshot', 'POST', `${path}/attachments`, {
  attachments: [{ title: 'pixel.png', base64_content: pixel }],
})
await step('Close it', 'PATCH', path, { status: 'closed' })
await step('Read it back', 'GET', path)
await step('Read its comments', 'GET', `${path}/comments`)
say(`\nLook at it: ${issue.links.html}`)

async function step(title: string, method: string, path: string, body?: unknown) {
  say(`\n${title}\n  ${method} ${url}/api/v1${path}`)
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { 'X-Kondukto-Secret': secret, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => quit(`Nothing answers at ${url}: start Lockstep first, with npm start.`))
  const answer = await response.json()
  say(`  ${response.status} ${shorten(answer)}`)
  if (!response.ok) quit('That was not expected.')
  return answer
}

/** The long fields of an answer are shown by their beginning. */
function shorten(answer: unknown): string {
  return JSON.stringify(answer, (_, value) =>
    typeof value === 'string' && value.length > 70 ? `${value.slice(0, 60)}…` : value,
  )
}

async function storedSecret(): Promise<string> {
  const db = openSqlite(env.DATABASE_PATH || 'data/lockstep.db')
  const stored = await readSetting(db, 'KONDUKTO_SECRET')
  db.close()
  return stored ?? quit('No secret: set KONDUKTO_SECRET, or start Lockstep here first.')
}

function say(line: string): void {
  globalThis.process.stdout.write(`${line}\n`)
}

function quit(message: string): never {
  say(message)
  globalThis.process.exit(1)
}
