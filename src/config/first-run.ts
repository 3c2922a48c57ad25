import type { Db } from '../../db/db.ts'
import { keepSetting, readSetting } from '../../db/settings.ts'
import type { Env } from './settings.ts'

const generated = ['KONDUKTO_SECRET', 'ADMIN_TOKEN'] as const

/**
 * Secrets that the settings lack: made at the first start and kept in the store. `welcome` is what to print: the
 * address, and at the first start also the secrets and a command that files a finding.
 */
export async function firstRun(
  db: Db,
  env: Env,
): Promise<{ secrets: Record<string, string>; welcome: string }> {
  const secrets: Record<string, string> = {}
  const made: string[] = []
  for (const name of generated) {
    if (env[name]) continue
    if ((await readSetting(db, name)) === null) made.push(name)
    secrets[name] = await keepSetting(db, name, randomSecret())
  }
  const url = env.PUBLIC_URL ?? ''
  const news = made.map((name) => `  ${name}=${secrets[name]}\n`).join('')
  const kept = news && `\nMade now, kept in the store and not printed again:\n${news}`
  const secret = made.includes('KONDUKTO_SECRET') ? secrets.KONDUKTO_SECRET : '$KONDUKTO_SECRET'
  return {
    secrets,
    welcome: `Lockstep listens on ${url}\n${kept}${news && example(url, secret ?? '')}`,
  }
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

/** 256 random bits as text that needs no quoting. */
function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes)).replace(
    /[+/=]/g,
    (c) => ({ '+': '-', '/': '_' })[c] ?? '',
  )
}
