import { parseArgs } from 'node:util'
import manifest from '../../package.json' with { type: 'json' }
import { fail, say } from './say.ts'

const help = `lockstep [command]

  start             run Lockstep (the command if none is given)
  check             look at everything that can be known before the first finding; exits with 1 for problems
    --json          print rows for programs
  demo              send sample findings to a running Lockstep, as each scanner that is set up
  redrive           let all failed jobs run again
    --job ID        let one run again
  export            print every filed issue as a line of JSON
  backup FILE       copy the store into a new file, also while Lockstep runs
  restore FILE      make the store of a backup

  --help, --version

Settings come from the environment and from .env in the working directory, routes from lockstep.yaml.`

const options = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  json: { type: 'boolean' },
  job: { type: 'string' },
} as const

/** Runs the command that the arguments name. Each loads only what it needs. */
export async function runCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = read(args)
  const [command = 'start', ...rest] = positionals
  const [file] = command === 'backup' || command === 'restore' ? rest.splice(0, 1) : []
  if (values.help) return say(help)
  if (values.version) return say(manifest.version)
  if (rest.length > 0) fail(`Unknown argument: ${rest.join(' ')}. See lockstep --help.`)
  if (command === 'start') return (await import('./start.ts')).start()
  if (command === 'check') return (await import('./check.ts')).check(values)
  if (command === 'demo') return void (await import('./demo.ts'))
  if (command === 'redrive') return (await import('./redrive.ts')).redrive(values)
  if (command === 'export') return (await import('./export.ts')).exportIssues()
  if (command === 'backup') return (await import('./backup.ts')).backup(file ?? noFile())
  if (command === 'restore') return (await import('./restore.ts')).restore(file ?? noFile())
  fail(`Unknown command: ${command}. See lockstep --help.`)
}

function noFile(): never {
  return fail('The name of the file is missing. See lockstep --help.')
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    return fail(`${(error as Error).message}. See lockstep --help.`)
  }
}
