import { html, raw } from 'hono/html'
import { labelChip, stateBadge } from '../../../../src/ui/badge.ts'
import type { Html } from '../../../../src/ui/html.ts'
import { time } from '../../../../src/ui/time.ts'
import type { FileLine, FullIssue, LocalComment } from '../../store/reads.ts'
import { imageType } from '../download.ts'
import type { ShownText } from '../rendered-texts.ts'
import { commentForm, editForm, type FormProblem, rewriteForms, stateForm } from './forms.ts'
import { base, issuePath, layout, projectPath } from './layout.ts'

/** Each text on a page, as it is shown. */
export type Shown = ReadonlyMap<string, ShownText>

/** Returns the page of an issue with its comments and files, and the forms that change it. */
export function issueView(full: FullIssue, shown: Shown, problem: FormProblem | null = null): Html {
  const { issue, comments, files } = full
  const path = issuePath(issue)
  const title = issue.title || 'No title'
  return layout(
    `#${issue.number} ${title}`,
    [
      { name: 'Projects', path: `${base}/projects` },
      { name: issue.project, path: projectPath(issue.project) },
      { name: `#${issue.number}` },
    ],
    html`<h1>${title} <span class="number">#${issue.number}</span></h1>
<p class="meta">${stateBadge(issue)} · filed ${time(issue.createdAt)} · changed ${time(issue.updatedAt)}${
      issue.assignee ? html` · assigned to ${issue.assignee}` : ''
    }</p>
<p class="labels">${issue.labels.map(labelChip)}</p>
<article class="card text">${markdown(issue.body, shown)}</article>
${editForm(issue, source(issue, shown), { path, problem })}
<h2>Attachments</h2>
${files.length > 0 ? html`<ul class="files">${files.map((file) => fileLine(file, path))}</ul>` : noFiles}
<h2>Comments</h2>
${comments.length > 0 ? comments.map((comment) => commentCard(comment, shown, { path, problem })) : noComments}
${commentForm(path, problem)}
${stateForm(issue, path, problem)}`,
  )
}

const noFiles = html`<p class="empty">None. Files that come with the finding appear here.</p>`
const noComments = html`<p class="empty">None yet. What is said here and at the scanner appears here.</p>`

function markdown(text: string, shown: Shown): Html {
  return text.trim()
    ? raw(reachable(shown.get(text)?.html ?? ''))
    : html`<p class="empty">No text.</p>`
}

function source({ body }: { body: string }, shown: Shown): Html {
  return raw(shown.get(body)?.escaped ?? '')
}

/** Gives boxes of task lists a name, and lets code that is wider than the page be moved by keyboard. In a text such tags are escaped. */
function reachable(safe: string): string {
  return safe
    .replaceAll('<input type="checkbox"', '<input aria-label="Task" type="checkbox"')
    .replaceAll('<pre>', '<pre tabindex="0">')
}

function fileLine({ id, title, size }: FileLine, path: string): Html {
  const link = `${path}/attachments/${id}`
  const picture = html`<a href="${link}"><img src="${link}" alt="${title}" loading="lazy"></a>`
  return html`<li id="attachment-${id}">
<a href="${link}">${title || 'attachment'}</a> <span class="meta">${sizeText(size)}</span>
${imageType(title) ? picture : ''}
</li>`
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

function commentCard(
  comment: LocalComment,
  shown: Shown,
  { path, problem }: { path: string; problem: FormProblem | null },
): Html {
  const { id, author, body, createdAt, updatedAt } = comment
  const edited = updatedAt > createdAt ? html` · edited ${time(updatedAt)}` : ''
  return html`<article class="card" id="comment-${id}">
<p class="meta"><strong>${author}</strong> · ${time(createdAt)}${edited}</p>
<div class="text">${markdown(body, shown)}</div>
${rewriteForms(id, source(comment, shown), { path, problem })}
</article>`
}
