import { adminToken } from '../../../support/bridge.ts'
import type { SharedDatabase } from '../../process/database.ts'
import type { Sent } from '../../process/deployment.ts'
import type { Deeds, Seen } from '../tracker.ts'

/** Sends a person's request, whatever comes of it. */
export type Send = (request: Sent) => void

const headers = {
  Authorization: `Bearer ${adminToken}`,
  'Content-Type': 'application/x-www-form-urlencoded',
}

const placed = 'select project, number, labels from local_issues where id = ?'

/** What people do on the embedded tracker's pages. A page that does not answer is not asked again. */
export function openForms(database: SharedDatabase, send: Send): Deeds {
  return {
    close: (issue, reason) => post(issue, '/close', { reason }),
    reopen: (issue) => post(issue, '/reopen', {}),
    say: (issue, body) => post(issue, '/comments', { body }),
    edit: (issue, comment, body) => post(issue, `/comments/${comment.id}`, { body }),
    unsay: (issue, comment) => post(issue, `/comments/${comment.id}/delete`, {}),
    label: (issue, name) =>
      post(issue, '/edit', { labels: [...(labelsOf(issue) ?? []), name].join('\r\n') }),
    assign: (issue) => post(issue, '/edit', { assignee: 'casey' }),
    attach() {},
    detach() {},
    move() {},
    hide() {},
    showAll() {},
    lock() {},
    remove() {},
    rename() {},
  }

  function post(issue: Seen, form: string, fields: Readonly<Record<string, string>>): void {
    const { project, number } = find(issue)
    const path = `/admin/projects/${encodeURIComponent(String(project))}/issues/${number}${form}`
    send({ method: 'POST', path, headers, body: new URLSearchParams(fields).toString() })
  }

  function labelsOf(issue: Seen): string[] {
    return JSON.parse(String(find(issue).labels))
  }

  function find({ id }: Seen): Record<string, unknown> {
    return database.all({ text: placed, params: [id] })[0] ?? {}
  }
}
