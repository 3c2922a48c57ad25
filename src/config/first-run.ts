import type { Db } from '../../db/store.ts'
import { keepSetting, readSetting, setSetting } from '../../db/tables/settings.ts'
import { hashSecret, randomSecret } from '../platform/secrets/secret.ts'
import type { Env } from './settings.ts'

const generated = ['KONDUKTO_SECRET', 'ADMIN_TOKEN'] as const

/**
 * Hashes of the secrets that the settings lack: made at the first start and kept in the store. `news` is what to print at the
 * first start: the secrets and a command that files a finding. Later it is empty.
 */
export async function firstRun(
  db: Db,
  env: Env,
): Promise<{ secrets: Record<string, string>; news: string }> {
  const secrets: Record<string, string> = {}
  const made: Record<string, string> = {}
  for (const name of generated) {
    if (env[name]) continue
    const secret = randomSecret()
    const stored = await hashSecret(secret)
    const kept = await keepSetting(db, name, stored)
    if (kept === stored) made[name] = secret
    secrets[name] = await hashSecret(kept)
    // Earlier versions kept the secrets themselves.
    if (secrets[name] !== kept) await db.atomic([setSetting(db, name, secrets[name])])
  }
  const url = env.PUBLIC_URL ?? ''
  const lines = Object.entries(made).map(([name, secret]) => `  ${name}=${secret}\n`)
  if (lines.length === 0) return { secrets, news: '' }
  const secret = made.KONDUKTO_SECRET ?? '$KONDUKTO_SECRET'
  const title = '\nGenerated secrets. Save them: they are shown only once.\n'
  return { secrets, news: `${title}${lines.join('')}${example(url, secret)}` }
}

/** Hashes of the secrets that an earlier start made; of an earlier version the secrets. */
export async function storedSecrets(db: Db): Promise<Record<string, string>> {
  const kept = await Promise.all(
    generated.map(async (name) => [name, await readSetting(db, name)] as const),
  )
  return Object.fromEntries(
    kept.filter((one): one is [(typeof generated)[number], string] => one[1] !== null),
  )
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
Sample findings of every scanner: KONDUKTO_SECRET=${secret} npm run demo
`
}
