import { listVariables, type Variable } from '../../src/config/variables.ts'
import { routesSchema } from './routes-schema.ts'

/** What is generated from the code, by its path: `npm run docs` writes it, a test holds it up to date. */
export function generatedPages(): Record<string, string> {
  return {
    'docs/settings.md': settingsPage(),
    '.env.example': envExample(),
    'lockstep.schema.json': routesSchema(),
  }
}

function settingsPage(): string {
  const groups = listVariables().map(({ title, variables }) => {
    const rows = variables.map(
      (it) => `| \`${it.name}\` | ${it.default && `\`${it.default}\``} | ${it.meaning} |`,
    )
    return `## ${capital(title)}\n\n| variable | default | meaning |\n| --- | --- | --- |\n${rows.join('\n')}\n`
  })
  return `${settingsIntro}\n${groups.join('\n')}`
}

const settingsIntro = `# Settings

<!-- Generated from the schemas that check the settings: change those and run npm run docs. -->

Settings come from the environment or the file \`.env\` in the working directory; the environment wins. On Workers they are variables and secrets.

Secrets that senders and administrators prove themselves with have 12 characters or more: \`openssl rand -hex 32\` prints a good
one. Such a secret may hold several values separated by commas. All are accepted, so you can rotate them without a gap. All
invalid settings are reported together at start.
`

function envExample(): string {
  const groups = listVariables().map(
    ({ title, variables }) => `# ${capital(title)}\n\n${variables.map(envLine).join('\n')}\n`,
  )
  return `# Every setting there is, each with its default. Take away the # of what you set.\n\n${groups.join('\n')}`
}

function envLine(it: Variable): string {
  return `# ${it.meaning.replaceAll('`', '')}\n#${it.name}=${it.default}\n`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
