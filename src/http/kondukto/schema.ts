import { z } from 'zod'
import { type Severity, severities } from '../../domain/finding.ts'
import { severityOf } from '../../domain/severity.ts'
import { sizeOfBase64 } from '../../platform/bytes.ts'
import { labels, list, person, status, text } from './fields.ts'

// The shapes of https://docs.kondukto.io's custom issue manager.

/** An object as it was sent; null for anything else. It is not copied, as all of it together is long. */
const block = z
  .custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  .meta({ type: 'object' })
  .nullish()
  .catch(null)

/** What of `vulnerability` names the finding. Everything else in it is accepted and not read. */
const Detail = z.object({
  scanner: z.object({ id: text, name: text }).nullish().catch(null),
  project: block,
  scan_parameters: z.object({ branch: text }).nullish().catch(null),
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
    vulnerability: z.object({ detail: Detail.nullish().catch(null) }).nullish(),
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

/** Kept beside the content, so it must not be content itself. */
const fileTitle = text.refine(({ length }) => length <= 1000, 'is longer than 1000 characters')

/** `POST /api/v1/issues/:id/attachments`: standard Base64, line breaks allowed. */
export const AddAttachments = z.object({
  attachments: list(
    z.object({ title: fileTitle, base64_content: z.string() }).transform((file, ctx) => {
      const base64 = file.base64_content.replace(/[\r\n]+/g, '')
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
  if (text === '' || text.length % 4 !== 0) return null
  // A pattern of all that is right would keep a place to go back to for each letter.
  const isOdd = /[^A-Za-z0-9+/]/.test(text.slice(0, -2))
  return !isOdd && /^[A-Za-z0-9+/]{0,2}={0,2}$/.test(text.slice(-2)) ? sizeOfBase64(text) : null
}
