import { z } from 'zod'
import {
  type Finding,
  newFinding,
  type Severity,
  severities,
  type Verdict,
} from '../../domain/finding.ts'
import { severityOf } from '../../domain/severity.ts'
import { keysOf } from './identity.ts'

// The shapes of https://docs.kondukto.io's custom issue manager. The vendor marks no field as required, and its server
// is written in Go: null and the empty string both mean that a field is not said.

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
const person = z
  .object({ email: text, username: text })
  .nullish()
  .transform((value) => value ?? { email: '', username: '' })
const status = text.transform((value, ctx): 'open' | 'closed' | undefined => {
  const name = value.trim().toLowerCase()
  if (name === 'open' || name === 'closed') return name
  if (name !== '') ctx.addIssue({ code: 'custom', message: 'must be open or closed' })
  return undefined
})
/** More items than any scanner sends in one request. */
const mostItems = 100

/** An array whose length is looked at before its items: each wrong item would be a problem of its own. */
const list = <T extends z.ZodType>(item: T) =>
  z
    .custom<unknown[]>(Array.isArray, 'must be a list')
    .refine(({ length }) => length <= mostItems, `has more than ${mostItems} items`)
    .pipe(z.array(item))
const labels = list(z.string().max(255, 'is longer than 255 characters'))
const loose = z.looseObject({})

const block = loose.nullish().catch(null)

/** What of `vulnerability` names the finding. Everything else in it is accepted and not read. */
const Detail = loose.extend({
  scanner: loose.extend({ id: text, name: text }).nullish().catch(null),
  project: block,
  scan_parameters: loose.extend({ branch: text }).nullish().catch(null),
  sast: block,
  dast: block,
  sca: block,
  cs: block,
  iac: block,
  infra: block,
})

/** `POST /api/v1/issues` */
export const CreateIssue = z
  .object({
    status,
    title: text,
    fp: z.boolean().nullish(),
    link: text,
    name: text,
    path: text,
    severity: text,
    template_md: text,
    project_name: text,
    due_date: text,
    assignee: person,
    labels: labels.nullish().transform((value) => value ?? null),
    vulnerability: loose.extend({ detail: Detail.nullish().catch(null) }).nullish(),
  })
  .refine(({ title, name }) => title.trim() || name.trim(), {
    path: ['title'],
    error: 'is missing',
  })
export type CreateIssue = z.infer<typeof CreateIssue>

/** `PATCH /api/v1/issues/:id`: at least one of these that is not empty. */
export const PatchIssue = z
  .object({
    status: status.optional(),
    severity: text
      .transform((value, ctx): Severity | undefined => {
        const severity = severityOf(value)
        if (!severity && value.trim() !== '')
          ctx.addIssue({ code: 'custom', message: `must be one of ${severities.join(', ')}` })
        return severity ?? undefined
      })
      .optional(),
    labels: labels
      .nullish()
      .transform((value) => value ?? undefined)
      .optional(),
    body: text.transform((value) => value || undefined).optional(),
  })
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), {
    path: ['status'],
    error: 'is missing, and so are severity, labels and body',
  })

/** `POST /api/v1/issues/:id/comments` */
export const AddComments = z.object({
  comments: list(
    z.object({
      body: z.string().refine((body) => body.trim(), 'must not be empty'),
      author: person,
    }),
  ).refine(({ length }) => length > 0, 'must not be empty'),
})

/** `POST /api/v1/issues/:id/attachments`: standard Base64, line breaks allowed. */
export const AddAttachments = z.object({
  attachments: list(
    z.object({ title: text, base64_content: z.string() }).transform((file, ctx) => {
      const base64 = file.base64_content.replace(/[\r\n]/g, '')
      const size = base64Size(base64)
      if (size === null) {
        ctx.addIssue({
          code: 'custom',
          path: ['base64_content'],
          message: 'is not standard Base64',
        })
        return z.NEVER
      }
      return { title: file.title, base64, size }
    }),
  ).refine(({ length }) => length > 0, 'must not be empty'),
})

/** The number of bytes that a Base64 text decodes to. Null if it is not Base64 or decodes to nothing. */
function base64Size(text: string): number | null {
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  return (text.length / 4) * 3 - (text.length - text.replace(/=+$/, '').length)
}

/** The finding in a create request. `idempotencyKey` replaces the key made from what names the finding. */
export async function toFinding(
  body: CreateIssue,
  idempotencyKey: string | null,
): Promise<Finding> {
  return newFinding({
    ...(idempotencyKey === null ? await keysOf(body) : { key: idempotencyKey }),
    source: 'kondukto',
    verdict: verdictOf(body),
    reason: body.fp ? 'marked as a false positive' : '',
    title: body.title.trim() ? body.title : body.name,
    body: body.template_md,
    severity: severityOf(body.severity),
    project: body.project_name.trim() || 'default',
    labels: body.labels,
    assignee: body.assignee,
    dueDate: body.due_date,
    link: body.link.trim(),
    place: placeOf(body),
  })
}

/** File and line, as far as the request names them. */
function placeOf({ path, vulnerability }: CreateIssue): string {
  const line = vulnerability?.detail?.sast?.line_number
  return path.trim() && typeof line === 'number' && line > 0
    ? `${path.trim()}:${line}`
    : path.trim()
}

/** Null if the request states no status. */
function verdictOf({ fp, status }: CreateIssue): Verdict | null {
  if (fp) return 'dismissed'
  return status === 'closed' ? 'fixed' : (status ?? null)
}
