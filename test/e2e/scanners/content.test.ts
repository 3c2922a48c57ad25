import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import resolved from '../../../src/sources/datatheorem/samples/policy-violation-resolved.json' with {
  type: 'json',
}
import { type Scanners, startScanners } from './bench.ts'

let scanners: Scanners
beforeEach(() => {
  scanners = startScanners()
})
afterEach(() => scanners.stop())

const { event } = resolved
type Fields = Record<string, unknown>

describe("Data Theorem's plain text is shown as it is", () => {
  it.each([
    ['names with underscores', '__proto__ and __init__.py'],
    ['stars', 'Team *A* and 2 * 3 * 4'],
    ['types', 'List<Account> and max-age=<seconds>'],
    ['a placeholder', 'https://<your-domain>/x'],
    ['an element', '<img src=x onerror=alert(1)>'],
    ['a heading', '# no heading'],
    ['a number', '1. no list'],
    ['a bullet', '- no list'],
    ['code', 'run `id`'],
    ['a reference', 'write &lt; for it'],
    ['a link', '[no](https://a.example/x_y_z) and *https://a.example/*'],
    ['dollars and bars', 'a | b, $x$'],
    ['a Windows path', 'look at C:\\new\\nice.txt now'],
    ['a path within', 'in src\\new\\app.js there'],
    ['a path of a host', 'see \\\\host\\new\\x.'],
  ])('with %s', async (_, text) => {
    const shown = await textShown({
      description: `A finding. So:\n\n${text}`,
      recommendation: text,
    })

    expect(shown.split(text)).toHaveLength(3)
  })

  it('with \\n, which are line breaks in description and recommendation', async () => {
    const html = await htmlShown({
      description: 'Expires soon.\\nRenew it.\\n\\nIn C:\\new.\\nThen wait.',
      recommendation: 'Do a.\\r\\nDo b.',
    })

    for (const shown of [/soon\.<br>\s*Renew/, /it\.<\/p>\s*<p>In C:\\new\.<br>/, /Do a\.<br>/])
      expect(html).toMatch(shown)
  })

  it('and \\n elsewhere is no line break', async () => {
    const shown = await textShown({ policy_name: 'In dir\\name' })

    expect(shown).toContain('In dir\\name')
  })
})

describe("what stands in angle brackets in Kondukto's Markdown is shown", () => {
  it.each([
    'List<Account>',
    'https://<your-domain>/x',
    'max-age=<seconds>',
    '<img src=x onerror=alert(1)>',
  ])('%s', async (text) => {
    await scanners.bridge.kondukto('POST', '/api/v1/issues', {
      ...{ title: 'T', project_name: 'shop', template_md: `It **says** ${text} here.` },
    })

    expect(await readText()).toContain(text)
  })
})

describe('a severity is known in any case', () => {
  it.each([
    [{ relevance: 'URGENT' }, 'critical'],
    [{ relevance: 'urgent' }, 'critical'],
    [{ relevance: 'IMPORTANT' }, 'high'],
    [{ relevance: 'Proactive' }, 'low'],
    [{ severity: 'CRITICAL' }, 'critical'],
    [{ severity: 'critical' }, 'critical'],
    [{ priority: 'p0' }, 'critical'],
    [{ severity: 'Informational' }, 'info'],
    [{ priority: 'P2', severity: 'HIGH', relevance: 'URGENT' }, 'medium'],
  ])('Data Theorem: %j is %s', async (fields, severity) => {
    await violation({ relevance: null, ...fields })

    expect(await labels()).toContain(`severity:${severity}`)
  })

  it.each(['Informational', 'INFORMATIONAL', 'info'])('Holm: %s is info', async (severity) => {
    await scanners.holm({ ticket: { number: 7, status: 'Open', severity } })

    expect(await labels()).toContain('severity:info')
  })

  it.each([
    ['informational', 'info'],
    ['Critical', 'critical'],
    ['MODERATE', 'medium'],
  ])('Kondukto: %s is %s', async (severity, meant) => {
    const { body } = await scanners.bridge.kondukto('POST', '/api/v1/issues', {
      ...{ title: 'T', severity },
    })

    expect(await labels()).toContain(`severity:${meant}`)
    const issue = await scanners.bridge.kondukto('GET', `/api/v1/issues/${body.id}`)
    expect(issue.body.severity).toBe(meant)
  })

  it('Data Theorem: a route for critical takes what is URGENT', async () => {
    await scanners.stop()
    const routes = `
      routes:
        - { when: { severity: critical }, to: { tracker: local, target: urgent } }
        - { to: { tracker: local, target: others } }`
    scanners = startScanners({ routes })

    await violation({ relevance: 'URGENT' })

    expect((await scanners.issues()).map(({ project }) => project)).toEqual(['urgent'])
  })
})

describe("Data Theorem's status is read word by word", () => {
  it.each([
    ['UNRESOLVED', 'open'],
    ['Not Fixed', 'open'],
    ['REOPENED', 'open'],
    ['OPEN_READY_TO_RESCAN', 'open'],
    ['RESOLVED', 'completed'],
    ['CLOSED_FIXED', 'completed'],
    ['CLOSED', 'not_planned'],
    ['CLOSED_BY_POLICY', 'not_planned'],
    ['WONTFIX', 'not_planned'],
    ["Won't Fix", 'not_planned'],
    ['won\u2019t fix', 'not_planned'],
    ['CLOSED_RISK_ACCEPTED', 'not_planned'],
    ['CLOSED_COMPENSATING_CONTROL', 'not_planned'],
    ['PREFIXED', 'open'],
    ['RENEWED', 'open'],
  ])('%s after it was opened: %s', async (policy_violation_status, state) => {
    await violation({}, 1)
    await violation({ policy_violation_status }, 2)

    const [issue] = await scanners.issues()
    expect(issue?.reason ?? issue?.status).toBe(state)
  })

  it.each([
    ['WONTFIX', 'WONT_FIX'],
    ['CLOSED', 'EXCEPTION'],
  ])('%s says why, by its exception', async (policy_violation_status, exception_type) => {
    await violation({}, 1)
    const exception_explanation = 'We replace it in May.'
    await violation({ policy_violation_status, exception_type, exception_explanation }, 2)

    expect(await scanners.comments()).toEqual([expect.stringContaining('We replace it in May.')])
  })
})

/** A violation that is open unless its status says otherwise. */
async function violation(fields: Fields, time = 1) {
  const type = 'API_SECURE__POLICY_VIOLATION_CHANGED'
  const data = { ...event.data, policy_violation_status: 'OPEN', ...fields }
  const { status } = await scanners.theorem({ ...resolved, time, event: { ...event, type, data } })
  expect(status).toBe(202)
  await scanners.settle()
}

/** The issue's text in the tracker, as HTML. */
async function readHtml(): Promise<string> {
  const [issue] = await scanners.issues()
  const path = `/admin/projects/${encodeURIComponent(issue?.project ?? '')}/issues/1`
  const page = await (await scanners.bridge.admin(path)).text()
  return /<article class="card text">([\s\S]*?)<\/article>/.exec(page)?.[1] ?? ''
}

/** The same as a person reads it. */
async function readText(): Promise<string> {
  const text = (await readHtml()).replace(/<[^>]+>/g, '')
  return text.replace(/&(?:#x([\da-f]+)|(lt|gt));/gi, (_, hex, name) =>
    hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : name === 'lt' ? '<' : '>',
  )
}

async function htmlShown(fields: Fields): Promise<string> {
  await violation(fields)
  return readHtml()
}

async function textShown(fields: Fields): Promise<string> {
  await violation(fields)
  return readText()
}

async function labels(): Promise<readonly string[]> {
  const [issue] = await scanners.issues()
  return issue?.labels ?? []
}
