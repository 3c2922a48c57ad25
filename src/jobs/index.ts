import type { JobKind, Kinds } from '../queue/kind.ts'
import { addComment } from './add-comment.ts'
import { sendAlert } from './alert/send-alert.ts'
import { watchProblems } from './alert/watch-problems.ts'
import { attachFile } from './attach-file.ts'
import { checkAccess } from './check/check-access.ts'
import { checkSetUp } from './check/check-set-up.ts'
import { createIssue } from './create-issue.ts'
import { fetchFindings } from './fetch-findings.ts'
import { fileWaiting } from './file-waiting.ts'
import { pollTracker } from './poll-tracker.ts'
import { purgeStore } from './purge-store.ts'
import { pushFinding } from './push-finding.ts'
import { redeliverWebhooks } from './redeliver-webhooks.ts'
import { refreshIssue } from './refresh-issue.ts'
import { updateIssue } from './update-issue.ts'

/** Every kind of job. A new kind is a file and a line here. */
const all: readonly JobKind[] = [
  createIssue,
  updateIssue,
  addComment,
  attachFile,
  refreshIssue,
  pushFinding,
  fetchFindings,
  fileWaiting,
  pollTracker,
  redeliverWebhooks,
  checkAccess,
  checkSetUp,
  purgeStore,
  watchProblems,
  sendAlert,
]

/** All kinds of job, by name. */
export const jobKinds: Kinds = new Map(all.map((kind) => [kind.kind, kind]))
