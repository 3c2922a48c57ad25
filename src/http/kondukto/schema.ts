import { z } from 'zod'
import { type Finding, fingerprint, severities, type Verdict } from '../../domain/finding.ts'

// The shapes of https://docs.kondukto.io's custom issue manager. The vendor marks no field as required, and its server
// is written in Go, so that null may stand for every empty value.

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
const person = z
  .object({ email: text, username: text })
  .nullish()
  .transform((value) => value ?? { email: '', username: '' })
const status = z.enum(['open', 'closed'], 'must be open or closed')
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

/** What of `vulnerability` names the finding; everything else in it is carried but not read. */
const Detail = loose.extend({
  scanner: loose.extend({ id: text, name: text }).nullish().catch(null),
  scan_parameters: loose.extend({ branch: text }).nullish().catch(null),
  sast: loose
    .extend({ line_number: z.number().nullish().catch(null) })
    .nullish()
    .catch(null),
  sca: loose.extend({ packages: z.unknown() }).nullish().catch(null),
})

/** `POST /api/v1/issues` */
export const CreateIssue = z
  .object({
    status: status.nullish(),
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
    labels: labels.nullish().transform((value) => value ?? []),
    vulnerability: loose.extend({ detail: Detail.nullish().catch(null) }).nullish(),
  })
  .refine(({ title, name }) => title.trim() || name.trim(), {
    path: ['title'],
    error: 'is missing',
  })
export type CreateIssue = z.infer<typeof CreateIssue>

/** `PATCH /api/v1/issues/:id`: any of these, at least one. */
export const PatchIssue = z
  .object({
    status: status.optional(),
    severity: z
      .string()
      .transform((value) => value.toLowerCase())
      .pipe(z.enum(severities, `must be one of ${severities.join(', ')}`))
      .optional(),
    labels: labels.optional(),
    body: z.string().optional(),
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

/** The bytes that a Base64 text decodes to, or null where it is not Base64 or decodes to nothing. */
function base64Size(text: string): number | null {
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  return (text.length / 4) * 3 - (text.length - text.replace(/=+$/, '').length)
}

/** The finding in a create request. `idempotencyKey` replaces the key made from what names the finding. */
export async function toFinding(
  body: CreateIssue,
  idempotencyKey: string | null,
): Promise<Finding> {
  const severity = severities.find((name) => name === body.severity.toLowerCase()) ?? null
  return {
    source: 'kondukto',
    key: idempotencyKey ?? (await fingerprint(namesOf(body))),
    verdict: verdictOf(body),
    reason: body.fp ? 'marked as a false positive' : '',
    title: body.title || body.name,
    body: body.template_md,
    severity,
    project: body.project_name || 'default',
    labels: body.labels,
    assignee: body.assignee,
    dueDate: body.due_date,
    partial: false,
  }
}

function verdictOf({ fp, status }: CreateIssue): Verdict {
  if (fp) return 'dismissed'
  return status === 'closed' ? 'fixed' : 'open'
}

function namesOf(body: CreateIssue): (string | number | null)[] {
  const detail = body.vulnerability?.detail
  return [
    body.project_name,
    detail?.scanner?.id ?? '',
    detail?.scanner?.name ?? '',
    body.name || body.title,
    body.path,
    body.link,
    detail?.sast?.line_number ?? null,
    JSON.stringify(detail?.sca?.packages ?? null),
    detail?.scan_parameters?.branch ?? '',
  ]
}
