import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
/** Words that made comments hard to follow; each has a plain one: reports, says, returns, no person, N. */
const banned =
  /\b(told|[Tt]ells|doorbell|so many|nobody|put on record|Answers|is no more|owes?|owed)\b/
const comment = /^\s*(\/\/|\/?\*)/

const files = ['src', 'connectors', 'db']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  )
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))

it('comments say things in plain words', () => {
  const odd = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .filter((line) => comment.test(line) && banned.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )

  expect(odd).toEqual([])
})
