import process from 'node:process'

/** Ends the command with a sentence on the standard error. */
export function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

/** Writes a line of the command's result. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
