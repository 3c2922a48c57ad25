import type { Db } from '../../db/store.ts'
import { keepSetting, setSetting } from '../../db/tables/settings.ts'
import { hashSecret, randomSecret } from '../platform/secret.ts'
import type { Env } from './settings.ts'

const generated = ['KONDUKTO_SECRET', 'ADMIN_TOKEN'] as const

/**
 * Secrets that the settings lack: made at the first start and kept in the store, the admin token as its hash. `welcome`
 * is what to print: the address, and at the first start also the secrets and a command that files a finding.
 */
export async function firstRun(
  db: Db,
  env: Env,
): Promise<{ secrets: Record<string, string>; welcome: string }> {
  const secrets: Record<string, string> = {}
  const made: Record<string, string> = {}
  for (const name of generated) {
    if (env[name]) continue
    const secret = randomSecret()
    const stored = await storedForm(name, secret)
    const kept = await keepSetting(db, name, stored)
    if (kept === stored) made[name] = secret
    secrets[name] = await storedForm(name, kept)
    if (secrets[name] !== kept) await db.atomic([setSetting(db, name, secrets[name])])
  }
  const url = env.PUBLIC_URL ?? ''
  const news = Object.entries(made)
    .map(([name, secret]) => `  ${name}=${secret}\n`)
    .join('')
  const kept = news && `\nMade now, kept in the store and not printed again:\n${news}`
  const secret = made.KONDUKTO_SECRET ?? '$KONDUKTO_SECRET'
  return {
    secrets,
    welcome: `Lockstep listens on ${url}\n${kept}${news && example(url, secret)}`,
  }
}

/** Earlier versions kept the admin token itself. */
async function storedForm(name: (typeof generated)[number], secret: string): Promise<string> {
  return name === 'ADMIN_TOKEN' ? hashSecret(secret) : secret
}

function example(url: string, secret: string): string {
  const body = {
    title: 'SQL injection in the search form',
    severity: 'high',
    project_name: 'demo',
    template_md:
      'The search term reaches the query unescaped.\n\n```js\ndb.query("SELECT * FROM shop WHERE name = \'" + term + "\'")\n```',
  }
  const data = JSON.stringify(body).replaceAll("'", "'\\''")
  return `
File a finding:

curl ${url}/api/v1/issues \\
  -H "X-Kondukto-Secret: ${secret}" -H 'Content-Type: application/json' \\
  -d '${data}'

The answer's links.html shows it; log in there with ADMIN_TOKEN.
`
}
