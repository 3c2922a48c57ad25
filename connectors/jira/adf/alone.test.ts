import { readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const importsOf = (folder: string) =>
  readdirSync(join(import.meta.dirname, folder), { withFileTypes: true })
    .filter(({ name }) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap(({ name }) => {
      const source = readFileSync(join(import.meta.dirname, folder, name), 'utf8')
      return [...source.matchAll(/from '([^']+)'/g)].map(([, path = '']) =>
        path.startsWith('.') ? normalize(join(folder, path)) : path,
      )
    })

describe('the conversion of documents', () => {
  it('imports nothing of the project but itself', () => {
    const paths = [...importsOf('.'), ...importsOf('to'), ...importsOf('from')]

    expect(paths.filter((path) => path.startsWith('..'))).toEqual([])
  })

  it('reads a document without anything that writes one or parses Markdown', () => {
    const paths = importsOf('from')

    expect(paths.filter((path) => path.startsWith('to/'))).toEqual([])
    expect(new Set(paths.filter((path) => !path.endsWith('.ts')))).toEqual(
      new Set(['mdast', 'mdast-util-gfm', 'mdast-util-to-markdown']),
    )
  })
})
