import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../../src/config/config.ts'
import { listVariables } from '../../src/config/variables.ts'
import { generatedPages } from './pages.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const pages = ['.', 'docs', 'src', 'connectors', 'db', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
)
const variables = listVariables().flatMap((group) => group.variables.map(({ name }) => name))

/** A log-in to everything, so that any example of a route is valid. */
const everything = {
  GITHUB_TOKEN: 'ghp_example',
  GITHUB_REPO: 'acme/app',
  JIRA_URL: 'https://acme.atlassian.net',
  JIRA_TOKEN: 'bearer',
  JIRA_PROJECT: 'PAY',
  EU_GITHUB_TOKEN: 'ghp_example',
  EU_WEBHOOK_SECRET: 'example-webhook-secret',
  EU_JIRA_URL: 'https://acme-eu.atlassian.net',
  EU_JIRA_EMAIL: 'lockstep@acme.io',
  EU_JIRA_API_TOKEN: 'example',
}

describe('what is generated', () => {
  it.each(Object.keys(generatedPages()))('%s is up to date: else run npm run docs', (path) => {
    expect(read(path)).toBe(generatedPages()[path])
  })

  it('describes each variable that a schema reads', () => {
    expect(variables).toContain('GITHUB_TOKEN')
    expect(new Set(variables).size).toBe(variables.length)
  })
})

describe('the pages', () => {
  it.each(pages)('%s links to nothing that is missing', (page) => {
    const broken = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(join(root, dirname(page), target)))

    expect(broken).toEqual([])
  })

  it.each(pages)('%s names only commands that package.json has', (page) => {
    const { scripts } = JSON.parse(read('package.json'))
    const unknown = [...read(page).matchAll(/npm run (?:--silent )?([\w-]+)/g)]
      .map(([, name = '']) => name)
      .filter((name) => !(name in scripts))

    expect(unknown).toEqual([])
  })

  it.each(pages)('%s names only settings that exist', (page) => {
    const unknown = [...read(page).matchAll(/`([A-Z]{3,}_[A-Z_]+)(?:=[^`]*)?`/g)]
      .map(([, name = '']) => name)
      .filter((name) => ![...variables, ...vendorWords, 'SIMULATE_SEEDS'].includes(name))

    expect(unknown).toEqual([])
  })

  it.each(examples())('%s: an example of routes can be used as it is', (_, yaml) => {
    expect(parseConfig(everything, yaml).routes.length).toBeGreaterThan(0)
  })
})

describe('the example of a routes file', () => {
  const example = read('lockstep.example.yaml')
  const validate = new Ajv({ strict: false }).compile(JSON.parse(read('lockstep.schema.json')))

  it('can be used as it is, and an editor finds nothing wrong with it', () => {
    expect(parseConfig(everything, example).routes).toHaveLength(3)
    expect(validate(parse(example)), JSON.stringify(validate.errors)).toBe(true)
  })

  it('has a line for each option of a route and each part of the file', () => {
    const { properties } = JSON.parse(read('lockstep.schema.json'))
    const { to, when } = properties.routes.items.properties
    const names = [properties, to.properties, when.properties].flatMap(Object.keys)
    const missing = names.filter(
      (name) => !new RegExp(`\\b${name}:`).test(example + read('docs/routes.md')),
    )

    expect(missing).toEqual([])
  })

  it.each([
    'routes: [{ to: { tracker: github, isueType: Bug } }]',
    'routes: [{ when: { severity: crit }, to: { tracker: github } }]',
    'route: []',
  ])('%s is marked by an editor', (yaml) => {
    expect(validate(parse(yaml))).toBe(false)
  })
})

describe('the packaging', () => {
  it('copies into the image only what exists', () => {
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
      .flatMap(([, paths = '']) => paths.split(' '))
      .filter((path) => !existsSync(join(root, path)))

    expect(copied).toEqual([])
  })

  it('runs one service with a volume for the store and without rights', () => {
    const { services, volumes } = parse(read('compose.yaml'))

    expect(services.lockstep).toMatchObject({ volumes: ['data:/data'], cap_drop: ['ALL'] })
    expect(read('Dockerfile')).toContain('DATABASE_PATH=/data/')
    expect(Object.keys(volumes)).toEqual(['data'])
  })

  it('gives an example of the settings that starts as it is', () => {
    const set = read('.env.example')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))

    expect(set).toEqual([])
  })
})

/** Words of the vendors that look like settings. */
const vendorWords = ['WONT_FIX', 'RISK_ACCEPTED', 'COMPENSATING_CONTROL', 'FALSE_POSITIVE']

/** Each YAML block with routes, and the page it is on. Some pages show a part of a file. */
function examples(): [string, string][] {
  return pages.flatMap((page) =>
    [...read(page).matchAll(/```ya?ml\n([\s\S]*?)```/g)].map(([, yaml = '']): [string, string] => [
      page,
      /^routes:/m.test(yaml) ? yaml : `routes:\n${yaml}`,
    ]),
  )
}
