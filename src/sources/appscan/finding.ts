import { z } from 'zod'
import { type Finding, newFinding, type Verdict } from '../../domain/finding.ts'
import { severityOf } from '../../domain/severity.ts'
import { plainLine } from '../../text/plain.ts'
import { block, code, facts, paragraphs, section } from '../prose.ts'

const text = z.string().nullish().catch(null)
const number = z.number().nullish().catch(null)

/** An issue in the API's answer. Only the id is required. */
export const Issue = z.object({
  Id: z.guid(),
  IssueType: text,
  IssueTypeId: text,
  Severity: text,
  Status: text,
  ApplicationId: text,
  Location: text,
  Scanner: text,
  ScanName: text,
  DiscoveryMethod: text,
  Cwe: number,
  Cve: text,
  Cvss: text,
  SourceFile: text,
  SourceFileUri: text,
  Line: number,
  CallingMethod: text,
  CallingLine: text,
  Context: text,
  Language: text,
  Host: text,
  Path: text,
  Element: text,
  LibraryName: text,
  LibraryVersion: text,
  LastUpdated: text,
  DetailsUrl: text,
})
export type Issue = z.infer<typeof Issue>

/** An issue as a finding that a developer can act on, whichever way it was found: SAST, DAST or SCA. */
export function findingOf(issue: Issue): Finding {
  const severity = severityOf(issue.Severity)
  const library = issue.LibraryName && `${issue.LibraryName} ${issue.LibraryVersion ?? ''}`.trim()
  return newFinding({
    ...statedBy(issue.Status),
    source: 'appscan',
    key: issue.Id.toLowerCase(),
    title: titleOf(issue, library),
    body: paragraphs(
      facts([
        ['Where', code(placeOf(issue))],
        ['Source', plainLine(issue.SourceFileUri)],
        ['Library', code(library)],
        ['Called by', code(issue.CallingMethod)],
        ['Element', code(issue.Element)],
        ['Severity', severity],
        ['CVSS', plainLine(issue.Cvss)],
        ['Weakness', issue.Cwe ? cweLink(issue.Cwe) : null],
        ['CVE', issue.Cve && cveLink(issue.Cve)],
        [
          'Found by',
          plainLine(
            [issue.Scanner, issue.DiscoveryMethod, issue.ScanName].filter(Boolean).join(', '),
          ),
        ],
        ['In AppScan', plainLine(issue.DetailsUrl)],
      ]),
      section('Code', block(issue.Context || issue.CallingLine, languageOf(issue.Language))),
    ),
    severity,
    project: issue.ApplicationId || 'appscan',
    reportedAt: Date.parse(issue.LastUpdated ?? '') || null,
  })
}

function titleOf(issue: Issue, library: string | null | undefined): string {
  const what = issue.IssueType || issue.IssueTypeId || 'Issue'
  const where = library || issue.SourceFile?.split(/[\\/]/).at(-1) || issue.Path || issue.Location
  return where ? `${what} in ${where}` : what
}

function placeOf({ SourceFile, Line, Host, Path, Location }: Issue): string {
  if (SourceFile) return `${SourceFile}${Line ? `:${Line}` : ''}`
  return Location || [Host, Path].filter(Boolean).join('')
}

/** `Noise` is a false positive; `Passed` was found to be fine. A status that is not known states nothing. */
function statedBy(status: string | null | undefined): { verdict: Verdict | null; reason: string } {
  const name = (status ?? '').toLowerCase()
  if (name === 'fixed') return { verdict: 'fixed', reason: '' }
  if (name === 'noise') return { verdict: 'dismissed', reason: 'marked as noise' }
  if (name === 'passed') return { verdict: 'dismissed', reason: 'marked as passed' }
  return { verdict: open.includes(name) ? 'open' : null, reason: '' }
}

const open = ['open', 'inprogress', 'reopened', 'new']

/** As code blocks name it: `C#` is `csharp`, `C++` is `cpp`. */
function languageOf(name: string | null | undefined): string {
  const lower = (name ?? '').toLowerCase().replaceAll('#', 'sharp').replaceAll('+', 'p')
  return lower.replace(/[^a-z]/g, '')
}

function cweLink(cwe: number): string {
  return `[CWE-${cwe}](https://cwe.mitre.org/data/definitions/${cwe}.html)`
}

function cveLink(cve: string): string {
  return /^CVE-\d+-\d+$/.test(cve)
    ? `[${cve}](https://nvd.nist.gov/vuln/detail/${cve})`
    : plainLine(cve)
}
