import type { Deps } from '../deps.ts'
import { type CheckRow, ok, problem, warning } from '../domain/check.ts'

/** How long an answer at our own address is waited for, in milliseconds. */
const patienceMs = 5000

/** Variables, secrets and our own address. To call where we listen ourselves is thorough: it takes 5 MB of memory. */
export async function settingRows(deps: Deps, thorough: boolean): Promise<CheckRow[]> {
  const { config, surroundings } = deps
  const secrets = { KONDUKTO_SECRET: config.kondukto.secrets, ADMIN_TOKEN: config.adminTokens }
  const missing = Object.entries(secrets).filter(([, values]) => values.length === 0)
  return [
    ...surroundings.unknownVariables().map(({ name, meant }) => {
      const remedy = meant ? `Did you mean ${meant}? Rename it.` : 'Remove it, or correct its name.'
      return warning(name, 'No setting has this name, so it has no effect.', remedy)
    }),
    ...missing.map(([name]) =>
      problem(
        name,
        'It is not set, so everything that needs it is refused.',
        `Set it: "openssl rand -hex 32" prints a good one.`,
      ),
    ),
    ...plainRows(config.publicUrl),
    ...(surroundings.listensThere && !thorough ? [] : await addressRows(deps)),
  ]
}

/** Secrets that travel without TLS can be read on the way. */
function plainRows(publicUrl: string): CheckRow[] {
  const { protocol, hostname } = new URL(publicUrl)
  if (isAnyAddress(hostname))
    return [
      problem(
        'PUBLIC_URL',
        `It is not set, and links to ${publicUrl} lead nowhere.`,
        'Set PUBLIC_URL to the address that scanners and people use.',
      ),
    ]
  if (protocol === 'https:' || isLoopback(hostname)) return []
  const remedy = `Put TLS in front and set PUBLIC_URL=https://${hostname}.`
  return [warning('PUBLIC_URL', `${publicUrl} is not encrypted. Corgea refuses it.`, remedy)]
}

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host)
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '[::]'
}

/** Scanners must reach PUBLIC_URL. Where a Worker may not call itself, that is not known. */
async function addressRows({ config, surroundings }: Deps): Promise<CheckRow[]> {
  if (!surroundings.canCallItself) return []
  const { publicUrl } = config
  const about = (message: string, remedy: string) => [problem('PUBLIC_URL', message, remedy)]
  try {
    const signal = AbortSignal.timeout(patienceMs)
    const answer = await surroundings.fetch(`${publicUrl}/healthz`, { redirect: 'manual', signal })
    const { ok: isUp } = Object(await answer.json().catch(() => null)) as { ok?: unknown }
    if (isUp === true) return [ok('PUBLIC_URL', `${publicUrl} leads to Lockstep.`)]
    const to = answer.headers.get('location')?.replace(/\/healthz$/, '')
    if (to?.startsWith('https:') && publicUrl.startsWith('http:'))
      return about(`${publicUrl} redirects to ${to}.`, `Set PUBLIC_URL=${to}.`)
    const remedy = 'Set PUBLIC_URL to the address that leads here, and check the proxy in front.'
    return about(`Something else answers at ${publicUrl} (${answer.status}).`, remedy)
  } catch (error) {
    const remedy = `Start Lockstep, open the port of ${publicUrl}, or correct PUBLIC_URL, HOST and PORT.`
    return about(`Nothing answers at ${publicUrl} (${causeOf(error)}).`, remedy)
  }
}

function causeOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: unknown }; message?: string }
  return String(cause?.code ?? message ?? error)
}
