// Plays the scanners against a running Lockstep, and says step by step what happened: Kondukto, then each of those that
// send webhooks, where its secret is set as for Lockstep itself. One file, read from top to bottom like the story it plays.

try {
  globalThis.process.loadEnvFile()
} catch {
  // Lockstep does without the file as well.
}
const { env } = globalThis.process
const url = env.PUBLIC_URL || `http://${env.HOST || '127.0.0.1'}:${env.PORT || 8787}`
const noSecret = 'No secret: set KONDUKTO_SECRET to the one that the first start printed.'
const secret = env.KONDUKTO_SECRET?.split(',')[0] || quit(noSecret)

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

const corgeaIssue = {
  issue_id: crypto.randomUUID(),
  classification: 'SQL Injection',
  urgency: 'HI',
  file_path: 'src/user.py',
  line_num: 45,
  project: { id: 'p-1', name: 'demo' },
}
for (const status of ['open', 'fixed']) {
  const event = { event_type: 'issue.status_changed', timestamp: new Date().toISOString() }
  const data = { ...corgeaIssue, status }
  await call('Corgea', 'CORGEA_SECRET', `an issue is ${status}`, '/corgea', {
    ...{ event_id: crypto.randomUUID(), ...event, data },
  })
}
const violation = {
  uuid: crypto.randomUUID(),
  relevance: 'IMPORTANT',
  description: 'The certificate expires soon. Clients will refuse to connect.',
  recommendation: 'Deploy a new one.',
  affected_asset: { name: 'demo', url: 'https://demo.example' },
}
for (const status of ['OPENED', 'RESOLVED']) {
  const event = { type: `API_SECURE__POLICY_VIOLATION_${status}`, data: violation, version: 1 }
  const body = { event, time: Math.floor(Date.now() / 1000), host: 'securetheorem.com' }
  await call(
    'Data Theorem',
    'DATATHEOREM_TOKEN',
    `a violation is ${status}`,
    '/datatheorem/TOKEN',
    body,
  )
}
const number = Math.floor(Date.now() / 1000)
for (const status of ['Open', 'Closed (Fixed)']) {
  const ticket = {
    number,
    status,
    severity: 'High',
    vulnerability_name: 'Old SSH',
    asset_name: 'web-1',
  }
  await call('Holm Security', 'HOLM_TOKEN', `a ticket is ${status}`, '/holm/TOKEN', { ticket })
}
const scan = `/appscan/TOKEN/scan-execution/${crypto.randomUUID()}`
await call('AppScan', 'APPSCAN_TOKEN', 'a scan is complete', scan, {})
say(`\nLook at all of them: ${url}/admin`)

async function step(title: string, method: string, path: string, body?: unknown) {
  say(`\n${title}\n  ${method} ${url}/api/v1${path}`)
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { 'X-Kondukto-Secret': secret, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => quit(`Nothing answers at ${url}: start Lockstep first, with npm start.`))
  const answer = await response.json()
  say(`  ${response.status} ${shorten(answer)}`)
  if (!response.ok) quit('Lockstep refused it. Its log has the cause.')
  return answer
}

/** A scanner's webhook call, as the scanner would prove itself; skipped if its secret is not set. */
async function call(scanner: string, variable: string, what: string, path: string, body: unknown) {
  const token = env[variable]?.split(',')[0]?.trim()
  if (!token)
    return say(`\n${scanner}: set ${variable}, here and for Lockstep, to see that ${what}`)
  const text = JSON.stringify(body)
  say(`\n${scanner}: ${what}\n  POST ${url}/hooks${path}`)
  const response = await fetch(`${url}/hooks${path.replace('TOKEN', encodeURIComponent(token))}`, {
    method: 'POST',
    headers: { 'X-Corgea-Signature': await hmac(text, token), 'Content-Type': 'application/json' },
    body: text,
  })
  say(`  ${response.status} ${await response.text()}`)
  if (!response.ok) quit('Lockstep refused it. Its log has the cause.')
}

async function hmac(text: string, key: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const bytes = (value: string) => new TextEncoder().encode(value)
  const imported = await crypto.subtle.importKey('raw', bytes(key), algorithm, false, ['sign'])
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytes(text)))
  return Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The long fields of an answer are shown by their beginning. */
function shorten(answer: unknown): string {
  return JSON.stringify(answer, (_, value) =>
    typeof value === 'string' && value.length > 70 ? `${value.slice(0, 60)}…` : value,
  )
}

function say(line: string): void {
  globalThis.process.stdout.write(`${line}\n`)
}

function quit(message: string): never {
  say(message)
  globalThis.process.exit(1)
}
