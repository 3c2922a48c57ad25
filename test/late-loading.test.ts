import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

it.each(['src/cli/start.ts', 'src/worker.ts'])(
  '%s begins without jira.js, which takes a second to load: the first call of Jira loads it',
  (entry) => {
    const packages = loadedWith(entry)

    expect(packages).toContain('@octokit/rest')
    expect(packages).not.toContain('jira.js')
  },
)

it('the command line loads no package and no store before it knows which command is asked for', () => {
  expect(loadedWith('src/node.ts')).toEqual([])
})

/** The packages that are loaded with a file: by it, and by what it imports without waiting for a use. */
function loadedWith(entry: string): string[] {
  const packages = new Set<string>()
  const seen = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const path of importsOf(file)) {
      if (path.startsWith('.')) visit(join(dirname(file), path))
      else if (!path.startsWith('node:')) packages.add(packageOf(path))
    }
  }
  visit(entry)
  return [...packages].sort()
}

/** Types are not there when a file is loaded, and `import()` waits. */
function importsOf(file: string): string[] {
  if (!/\.[jt]s$/.test(file)) return []
  const text = readFileSync(join(root, file), 'utf8')
  const statements = /^(?:import|export) (?!type )(?:[^'";]*? from )?'([^']+)'/gm
  return [...text.matchAll(statements)].map((match) => match[1] ?? '')
}

function packageOf(path: string): string {
  const [scope = '', name] = path.split('/')
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}
