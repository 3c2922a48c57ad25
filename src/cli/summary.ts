import type { Config } from '../config/config.ts'

/** Returns the summary of a start: where findings go, and which files are used. */
export function summaryOf(
  { routes, accounts, sources, publicUrl }: Config,
  { store, files }: { readonly store: string; readonly files: readonly string[] },
): string {
  const goals = routes.map(({ to }) => {
    const name = accounts.get(to.account)?.name ?? to.account
    return `${name} ${to.target === '{project}' ? '(by project)' : to.target}`
  })
  const scanners = [
    `Kondukto (${publicUrl}/api/v1)`,
    ...[...sources].map(([id, { definition }]) => `${definition.name} (${publicUrl}/hooks/${id})`),
  ]
  const read = files.length > 0 ? files.join(', ') : 'none; see .env.example'
  return `Findings go to:  ${[...new Set(goals)].join(', ')}
Scanners:        ${scanners.join(', ')}
Store:           ${store}
Files read:      ${read}
Console:         ${publicUrl}/admin
`
}
