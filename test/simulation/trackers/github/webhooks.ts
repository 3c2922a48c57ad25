import { createHmac } from 'node:crypto'
import type { Surroundings } from '../tracker.ts'
import type { Notice } from './changes.ts'
import { presentComment, presentIssue } from './issues.ts'

/** Sends a signed message about each change, as a webhook of a repository does. */
export function openWebhooks(origin: string, { deliver, webhookSecret }: Surroundings): Notice {
  let count = 0
  return (event, action, issue, comment) => {
    if (webhookSecret === null) return
    count += 1
    const { id, name: full_name } = issue.repo
    const body = JSON.stringify({
      ...{
        action,
        issue: presentIssue(origin, issue),
        repository: { id, full_name, private: true },
      },
      ...(comment && { comment: presentComment(origin, issue, comment) }),
    })
    deliver({
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-github-delivery': `delivery-${count}`,
        'x-hub-signature-256': `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
      },
      body,
    })
  }
}
