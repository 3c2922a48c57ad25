import type { Browser } from 'puppeteer-core'
import { adfToMarkdown } from '../connectors/jira/adf/from/adf-to-markdown.ts'
import { toHtml } from '../src/text/markdown-html.ts'
import { startBridge } from './support/bridge.ts'
import { makeFinding } from './support/finding.ts'
import { openMemoryGithub } from './support/memory-github.ts'
import { startJira } from './trackers/jira/server.ts'
import { settingsFor } from './trackers/jira/tracker.ts'

/** Takes the picture of one finding as an issue in GitHub and in Jira: what Lockstep filed there, in neutral colours. */
export async function takeIssuePicture(browser: Browser, path: `${string}.png`): Promise<void> {
  const page = await browser.newPage()
  await page.setViewport({ width: 1100, height: 400 })
  const issues = [await fileOnGithub(), await fileInJira()]
  await page.setContent(`<!doctype html><style>${css}</style>
    ${issues.map(card).join('')}`)
  await page.screenshot({ path, fullPage: true })
  await page.close()
}

const finding = makeFinding({
  title: 'SQL injection in the login form',
  path: 'src/login.ts',
  link: 'https://scanner.example/finding/7',
  due_date: '2026-12-24',
  vulnerability: { detail: { sast: { ok: true, line_number: 12 } } },
  template_md: `The user's name is put into the query as it is.

| field | value |
| --- | --- |
| CWE | 89, SQL injection |
| Found by | Semgrep |

\`\`\`ts
const rows = await db.query(
  \`select * from users where name = '\${name}'\`)
\`\`\``,
})

async function fileOnGithub(): Promise<Shown> {
  const github = openMemoryGithub({ now: Date.now() })
  await file(github.env, github.fetch)
  const [issue] = github.issues
  if (!issue) throw new Error('nothing was filed on GitHub')
  const labels = issue.labels.map(({ name }) => name).join(', ')
  const rows = { State: issue.state, Labels: labels }
  return { where: 'On GitHub', title: `${issue.title} #${issue.number}`, rows, body: issue.body }
}

async function fileInJira(): Promise<Shown> {
  const jira = await startJira()
  await file(settingsFor(jira))
  const log = { authorization: `Basic ${btoa(`${jira.email}:${jira.token}`)}` }
  const read = await fetch(`${jira.url}/rest/api/3/issue/PAY-1`, { headers: log })
  const { key, fields } = await read.json()
  await jira.stop()
  const { issuetype, status, priority, labels, duedate } = fields
  const rows = {
    ...{ Type: issuetype.name, Status: status.name, Priority: priority?.name ?? '' },
    ...{ Due: duedate ?? '', Labels: labels.join(', ') },
  }
  const title = `${key} ${fields.summary}`
  return { where: 'In Jira', title, rows, body: adfToMarkdown(fields.description) }
}

async function file(env: Record<string, string>, send?: typeof fetch): Promise<void> {
  const bridge = startBridge({
    env: { ...env, PUBLIC_URL: 'https://lockstep.example' },
    live: false,
    ...(send && { fetch: send }),
  })
  await bridge.kondukto('POST', '/api/v1/issues', finding)
  await bridge.tick()
  await bridge.stop()
}

interface Shown {
  readonly where: string
  readonly title: string
  readonly rows: Record<string, string>
  /** Markdown. */
  readonly body: string
}

function card({ where, title, rows, body }: Shown): string {
  const shown = Object.entries(rows).map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`)
  return `<section><h2>${where}</h2><h1>${title}</h1><dl>${shown.join('')}</dl>${toHtml(body)}</section>`
}

const css = `
  body { display: flex; gap: 24px; margin: 24px; font: 14px/1.5 system-ui, sans-serif; color: #1f2328; background: #fff }
  section { flex: 1; min-width: 0; border: 1px solid #d1d9e0; border-radius: 8px; padding: 16px 20px }
  h1 { font-size: 18px; margin: 4px 0 12px } h2 { font-size: 12px; color: #59636e; margin: 0 }
  dl { display: grid; grid-template-columns: 80px 1fr; gap: 4px; margin: 0 0 12px; color: #59636e } dd { margin: 0; color: #1f2328 }
  table { border-collapse: collapse } th, td { border: 1px solid #d1d9e0; padding: 4px 10px; text-align: left }
  pre { background: #f6f8fa; padding: 12px; border-radius: 6px; overflow: hidden; white-space: pre-wrap } a { color: #0969da }
`
