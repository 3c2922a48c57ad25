import { html } from 'hono/html'
import type { Html } from '../../../../src/ui/html.ts'
import type { LocalIssue } from '../../store/reads.ts'

/** What was wrong with a form: shown where it was filled in, with what was typed. */
export interface FormProblem {
  /** The form's name: `comment`, `close`, `edit`, or the id of the comment being edited. */
  readonly form: string
  readonly message: string
  readonly text: string
}

/** Where a form is sent to, and what was wrong with the last one. */
interface FormPlace {
  readonly path: string
  readonly problem: FormProblem | null
}

/** Changes a comment or takes it away. `source` is its text, escaped. */
export function rewriteForms(id: string, source: Html, { path, problem }: FormPlace): Html {
  const wrong = problem?.form === id ? problem : null
  return html`<details class="tools"${wrong ? html` open` : ''}><summary>Edit</summary>
<form method="post" action="${path}/comments/${id}">
${alert(wrong)}
${textarea('body', 'Comment', wrong?.text ?? source, 6, wrong !== null)}
<button>Save</button>
</form>
<form method="post" action="${path}/comments/${id}/delete"><button class="danger">Delete this comment</button></form>
</details>`
}

/** Adds a comment. */
export function commentForm(path: string, problem: FormProblem | null): Html {
  const wrong = problem?.form === 'comment' ? problem : null
  return html`<form class="card" method="post" action="${path}/comments">
${alert(wrong)}
${textarea('body', 'Add a comment (Markdown)', wrong?.text ?? '', 5, wrong !== null)}
<button>Comment</button>
</form>`
}

/** Closes the issue, or opens it again. */
export function stateForm(issue: LocalIssue, path: string, problem: FormProblem | null): Html {
  if (issue.status === 'closed') {
    return html`<form class="row" method="post" action="${path}/reopen"><button>Reopen issue</button></form>`
  }
  return html`<form class="row" method="post" action="${path}/close">
${alert(problem?.form === 'close' ? problem : null)}
<label for="reason">Close as</label>
<select id="reason" name="reason">
<option value="completed">completed</option>
<option value="not_planned">not planned</option>
<option value="duplicate">duplicate</option>
</select>
<button>Close issue</button>
</form>`
}

/** Changes title, text, assignee and labels. `source` is the text, escaped. */
export function editForm(issue: LocalIssue, source: Html, { path, problem }: FormPlace): Html {
  const wrong = problem?.form === 'edit' ? problem : null
  return html`<details class="tools"${wrong ? html` open` : ''}><summary>Edit title, text, assignee and labels</summary>
<form method="post" action="${path}/edit">
${alert(wrong)}
<label>Title <input name="title" value="${issue.title}" maxlength="256"></label>
${textarea('body', 'Text (Markdown)', wrong?.text ?? source, 16, wrong !== null)}
<label>Assignee <input name="assignee" value="${issue.assignee}" maxlength="256"></label>
${textarea('labels', 'Labels, one per line', issue.labels.join('\n'), 4)}
<button>Save</button>
</form>
</details>`
}

function alert(problem: FormProblem | null): Html | '' {
  return problem ? html`<p class="alert" role="alert">${problem.message}</p>` : ''
}

/** A browser drops the first line break inside the tag, so there is one to drop. `here` takes it into view. */
function textarea(
  name: string,
  label: string,
  text: string | Html,
  rows: number,
  here = false,
): Html {
  return html`<label>${label}<textarea name="${name}" rows="${rows}"${here ? html` autofocus` : ''}>
${text}</textarea></label>`
}
