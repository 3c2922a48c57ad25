import { z } from 'zod'

const text = z.string().nullish()
const time = z.string().transform((value, context) => {
  const at = Date.parse(value)
  if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'is no time' })
  return at
})

/** An id. Jira writes some as numbers; it becomes a part of addresses, so it must be one. */
export const id = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^\d+$/.test(text), 'is no id')

const named = z.object({ id: id.nullish(), name: text }).nullish()

/** An issue as Jira sends it, in answers and in webhooks. */
export const Issue = z.object({
  id,
  key: z.string(),
  fields: z.object({
    summary: text,
    status: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) }),
    resolution: named,
    labels: z.array(z.string()).nullish(),
    assignee: z.object({ accountId: text }).nullish(),
    updated: time,
    resolutiondate: time.nullish(),
    statuscategorychangedate: time.nullish(),
    comment: z
      .object({ total: z.number(), comments: z.array(z.unknown()) })
      .nullish()
      .catch(null),
  }),
})
export type Issue = z.infer<typeof Issue>

const when = z.union([z.date().transform((date) => date.getTime()), time])

/** A comment as Jira sends it. jira.js has made its times dates; webhooks and searches have them as text. */
export const Comment = z.object({
  id,
  body: z.unknown().optional(),
  author: z.object({ displayName: text, accountId: text }).nullish(),
  created: when,
  updated: when,
  jsdPublic: z.boolean().nullish(),
  visibility: z.unknown().optional(),
  properties: z.array(z.object({ key: z.string(), value: z.unknown() })).nullish(),
})
export type Comment = z.infer<typeof Comment>
