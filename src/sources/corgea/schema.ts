import { z } from 'zod'

const text = z.string().nullish().catch(null)
const named = z.object({ name: text }).nullish().catch(null)

/** A person, as `assigned_to` and the like. */
const Person = z.object({ email: text, name: text }).nullish().catch(undefined)

/** An issue in a webhook. https://docs.corgea.app/webhooks */
export const WebhookIssue = z.object({
  issue_id: z.string().min(1),
  classification: text,
  urgency: text,
  status: text,
  file_path: text,
  line_num: z.number().nullish().catch(null),
  project: named,
  url: text,
  assigned_to: Person,
})
export type WebhookIssue = z.infer<typeof WebhookIssue>

/** A scan in a webhook. */
export const WebhookScan = z.object({ scan_id: z.string().min(1), project: named })
export type WebhookScan = z.infer<typeof WebhookScan>

/** The outside of every default message. `data` depends on the type. */
export const Envelope = z.object({
  event_id: text,
  event_type: text,
  timestamp: text,
  data: z.record(z.string(), z.unknown()).catch({}),
})
export type Envelope = z.infer<typeof Envelope>

/** An issue as the API lists it. https://docs.corgea.app/api-reference */
export const ApiIssue = z.object({
  id: z.string().min(1),
  status: text,
  urgency: text,
  classification: z.object({ id: text, name: text, description: text }).nullish().catch(null),
  location: z
    .object({
      file: z.object({ path: text, language: text }).nullish().catch(null),
      project: z.object({ name: text, branch: text, git_sha: text }).nullish().catch(null),
      line_number: z.number().nullish().catch(null),
    })
    .nullish()
    .catch(null),
  details: z.object({ explanation: text }).nullish().catch(null),
  auto_fix_suggestion: z
    .object({ patch: z.object({ diff: text, explanation: text }).nullish().catch(null) })
    .nullish()
    .catch(null),
})
export type ApiIssue = z.infer<typeof ApiIssue>

/** A vulnerable dependency as the API lists it. */
export const ScaIssue = z.object({
  id: z.string().min(1),
  description: text,
  details: text,
  severity: text,
  status: text,
  cve: text,
  package: z
    .object({ name: text, version: text, ecosystem: text, fix_version: text })
    .nullish()
    .catch(null),
  location: z.object({ path: text }).nullish().catch(null),
})
export type ScaIssue = z.infer<typeof ScaIssue>
