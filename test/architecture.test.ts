import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectors } from '../connectors/index.ts'
import { sources } from '../src/sources/index.ts'

const root = join(import.meta.dirname, '..')
const files = ['src', 'connectors', 'db']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  )
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))

/** Which layers each may import, besides itself. The first that a path begins with is its layer. */
const layers: Record<string, readonly string[]> = {
  'src/core/': [],
  'src/node.ts': ['src/', 'db/'],
  'src/worker.ts': ['src/', 'db/'],
  'src/demo.ts': ['db/'],
  'src/first-run.ts': ['src/config.ts', 'db/'],
  'connectors/local/': ['src/core/', 'connectors/connector.ts', 'db/'],
  'connectors/github/': ['src/core/', 'connectors/connector.ts'],
  'connectors/jira/': ['src/core/', 'connectors/connector.ts'],
  'connectors/connector.ts': ['src/core/'],
  'connectors/index.ts': ['connectors/'],
  'db/': ['src/core/'],
  'src/sources/': ['src/core/'],
  'src/address.ts': [],
  'src/config.ts': [
    'src/core/',
    'src/address.ts',
    'src/routes-file.ts',
    'src/sources/',
    'connectors/',
  ],
  'src/routes-file.ts': ['src/core/', 'src/routes-names.ts', 'connectors/connector.ts'],
  'src/routes-names.ts': [],
  'src/log.ts': [],
  'src/deps.ts': [
    'src/core/',
    'src/config.ts',
    'src/log.ts',
    'src/sources/source.ts',
    'db/',
    'connectors/connector.ts',
  ],
  'src/bell.ts': ['src/deps.ts'],
  'src/budget.ts': ['src/deps.ts'],
  'src/sync/': ['src/core/', 'src/deps.ts', 'src/sources/source.ts', 'db/'],
  'src/http/': [
    'src/core/',
    'src/deps.ts',
    'src/sources/source.ts',
    'src/sync/',
    'db/',
    'connectors/local/pages.ts',
  ],
  'src/app.ts': ['src/core/', 'src/deps.ts', 'src/http/'],
  'src/bridge.ts': ['src/', 'db/', 'connectors/'],
}

/** Words of one runtime or one library, and the only places they may stand in. */
const confined: readonly [RegExp, readonly string[]][] = [
  [/^(node:|better-sqlite3|drizzle-orm\/better-sqlite3)/, ['src/node.ts', 'db/sqlite.ts']],
  [/^(cloudflare:|@cloudflare\/|drizzle-orm\/d1)/, ['src/worker.ts', 'db/d1.ts']],
  [/^@hono\/node-server/, ['src/node.ts']],
  [/^hono/, ['src/http/', 'src/app.ts', 'connectors/local/']],
  [/^@octokit\//, ['connectors/github/']],
  [/^jira\.js/, ['connectors/jira/']],
]

describe('the house', () => {
  it.each(files)('%s imports only what its layer may', (file) => {
    const layer = layerOf(file)

    const strangers = importsOf(file)
      .filter((path) => path.startsWith('.'))
      .map((path) => normalize(join(dirname(file), path)))
      .filter(
        (path) => ![layer, ...(layers[layer] ?? [])].some((allowed) => path.startsWith(allowed)),
      )

    expect(strangers).toEqual([])
  })

  it.each(files)('%s uses no runtime or library that belongs elsewhere', (file) => {
    const strangers = importsOf(file).filter((path) =>
      confined.some(
        ([words, places]) => words.test(path) && !places.some((place) => file.startsWith(place)),
      ),
    )

    expect(strangers).toEqual([])
  })

  it('imports its entries nowhere', () => {
    const importers = files.filter((file) =>
      importsOf(file).some((path) => /\/(node|worker)\.ts$/.test(path)),
    )

    expect(importers).toEqual([])
  })

  it('ships nothing of the tests', () => {
    const importers = files.filter((file) =>
      importsOf(file).some((path) => normalize(join(dirname(file), path)).startsWith('test/')),
    )

    expect(importers).toEqual([])
  })

  it('lists every connector that has a folder', () => {
    const folders = readdirSync(join(root, 'connectors'), { withFileTypes: true })

    const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name)

    expect(connectors.map(({ id }) => id).sort()).toEqual(names.sort())
  })

  it('lists every source that has a folder, and none imports another', () => {
    const folders = readdirSync(join(root, 'src/sources'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
    const strangers = files.filter((file) => {
      const own = folders.find((name) => file.startsWith(`src/sources/${name}/`))
      const others = folders.filter((name) => name !== own)
      const reached = importsOf(file).map((path) => normalize(join(dirname(file), path)))
      return own && reached.some((path) => others.some((name) => path.includes(`/${name}/`)))
    })

    expect(sources.map(({ id }) => id).sort()).toEqual(folders.sort())
    expect(strangers).toEqual([])
  })
})

function layerOf(file: string): string {
  const layer = Object.keys(layers).find((prefix) => file.startsWith(prefix))
  if (!layer) throw new Error(`${file} belongs to no layer: give it one in this test, or move it`)
  return layer
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
}
