import { beforeEach } from 'vitest'
import type { TrackerEvent } from '../../../src/domain/events.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import type { IssueDraft } from '../../../src/domain/writes.ts'
import { commentDraft, fileDraft, issueDraft, soon } from '../../contract/connector/drafts.ts'
import { startLocal } from './tracker.ts'

/** What the embedded tracker's own tests begin with: a fresh one before each test, and short words for its use. */
export function bench() {
  let tracker: Awaited<ReturnType<typeof startLocal>>
  beforeEach(async () => {
    tracker = await startLocal()
  })

  return {
    get tracker() {
      return tracker
    },
    get connector() {
      return tracker.connector
    },
    /** Files an issue and answers where it is. */
    async file(draft: Partial<IssueDraft> = {}, target = tracker.target) {
      return { ...(await tracker.connector.create(target, issueDraft(draft), soon())), target }
    },
    /** Comments as the connector does, with a key. */
    comment(issue: RemoteRef, key: string, body = key) {
      return tracker.connector.comment(issue, commentDraft(body, { key }), soon())
    },
    /** Attaches a file and answers the path of its download. */
    async attach(issue: RemoteRef, title: string, base64 = btoa('content')) {
      const file = fileDraft(title, { base64 })
      return new URL((await tracker.connector.attach(issue, file, soon())).url).pathname
    },
    /** The project's events after the cursor, or all of them. */
    async events(cursor = '0', project = tracker.target): Promise<readonly TrackerEvent[]> {
      return (await tracker.connector.changes(project, cursor, soon())).events
    },
    /** The cursor that starts from now. */
    async now(): Promise<string> {
      return (await tracker.connector.changes(tracker.target, null, soon())).cursor
    },
    /** A page without the one line that names our own script. */
    async show(path: string): Promise<string> {
      const page = await (await tracker.request(path)).text()
      return page.replace('<script src="/admin/lockstep.js" defer></script>', '')
    },
  }
}

/** The path of an issue's page. */
export function pageOf(issue: RemoteRef): string {
  return `/admin/projects/${encodeURIComponent(issue.target)}/issues/${issue.key}`
}

/** `count` numbers from 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
