import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
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

const tree = ['src', 'connectors', 'db', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name))),
)

const ground = ['src/domain/', 'src/text/', 'src/platform/']
const ofSources = ['src/sources/source.ts', 'src/sources/webhook.ts']
const work = [...ground, 'src/deps.ts', ...ofSources, 'db/']

/** A tracker is one folder: what it may import is known without a line for it here. */
const contract = ['connectors/connector.ts', 'connectors/definition.ts']
const ofConnector = [...ground, 'connectors/kit/', ...contract]
const connectorFolders = readdirSync(join(root, 'connectors'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['kit', 'local'].includes(entry.name))
  .map(({ name }) => name)

/** Which layers each may import, besides itself. The first that a path begins with is its layer. */
const layers: Record<string, readonly string[]> = {
  'src/domain/': ['src/text/'],
  'src/text/': [],
  'src/platform/': ['src/domain/', 'src/text/', 'src/deps.ts'],
  'src/node.ts': ['src/', 'db/'],
  'src/worker.ts': ['src/', 'db/'],
  'src/cli/': ['src/', 'db/', 'package.json'],
  'src/config/': [...ground, 'src/sources/', 'connectors/', 'db/'],
  'connectors/kit/': ground,
  'connectors/local/': [...ofConnector, 'src/ui/', 'db/'],
  ...Object.fromEntries(connectorFolders.map((name) => [`connectors/${name}/`, ofConnector])),
  'connectors/connector.ts': ground,
  'connectors/definition.ts': [...ground, 'connectors/connector.ts'],
  'connectors/index.ts': ['connectors/'],
  'db/': ground,
  'src/sources/': ground,
  'src/deps.ts': [...ground, 'src/config/', ...ofSources, 'db/', ...contract],
  'src/queue/': [...work, ...contract],
  'src/intake/': [...work, 'src/queue/'],
  'src/mirror/': [...work, 'src/queue/', 'src/intake/'],
  'src/jobs/': [...work, 'src/queue/', 'src/intake/', 'src/mirror/', 'src/check/'],
  'src/check/': [...work, 'src/config/', 'src/sources/', 'connectors/index.ts'],
  'src/ui/': ['src/domain/'],
  'src/http/': [...work, 'src/queue/', 'src/intake/', 'src/mirror/', 'src/check/', 'src/ui/'],
  'src/console/': [
    ...work,
    ...['src/queue/', 'src/intake/', 'src/mirror/', 'src/check/', 'src/ui/', 'src/http/'],
  ],
  'src/app.ts': [...ground, 'src/deps.ts', 'src/http/', 'src/console/', 'src/ui/'],
  'src/adapters.ts': [...work, 'src/config/', 'src/check/', 'src/http/'],
  'src/event.ts': ['src/deps.ts', 'src/platform/'],
  'src/bridge.ts': ['src/', 'db/', 'connectors/'],
}

/** Words of one runtime or one library, and the only places they may stand in. */
const confined: readonly [RegExp, readonly string[]][] = [
  [
    /^(node:|better-sqlite3|drizzle-orm\/better-sqlite3)/,
    // workerd has the part of node:async_hooks that an event needs.
    ['src/node.ts', 'src/cli/', 'src/event.ts', 'db/sqlite.ts'],
  ],
  [/^(cloudflare:|@cloudflare\/|drizzle-orm\/d1)/, ['src/worker.ts', 'db/d1.ts']],
  [/^@hono\/node-server/, ['src/cli/']],
  [/^hono/, ['src/http/', 'src/console/', 'src/ui/', 'src/app.ts', 'connectors/local/']],
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

  it('casts a type into another one at the drivers alone', () => {
    const casting = files.filter((file) =>
      /\bas (unknown as|any|never)\b/.test(readFileSync(join(root, file), 'utf8')),
    )

    expect(casting).toEqual(['db/d1.ts', 'db/sqlite.ts'])
  })

  it('holds at most 16 files in a folder', () => {
    const full = [...new Set(tree.map((file) => dirname(file)))].filter(
      (folder) => tree.filter((file) => dirname(file) === folder).length > 16,
    )

    expect(full).toEqual([])
  })

  it('says in the first comment of a file over 120 lines why it is one', () => {
    const unsaid = files.filter((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      const [first] = text.match(/^\s*(?:\/\/|\/\*\*).*(?:\n\/\/.*)*/m) ?? ['']
      return text.split('\n').length > 121 && !/\bone file\b/i.test(first)
    })

    expect(unsaid).toEqual([])
  })

  it('lists every connector that has a folder', () => {
    const names = [...connectorFolders, 'local']

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
