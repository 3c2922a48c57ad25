import { z } from 'zod'

const User = z.object({ login: z.string() })

/**
 * What is read of an issue, in answers, lists and webhooks. GitHub lists pull requests as issues that have
 * `pull_request`.
 */
export const ApiIssue = z.object({
  id: z.number(),
  number: z.number(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  state_reason: z.string().nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().optional() })])),
  assignees: z.array(User).nullish(),
  comments: z.number(),
  closed_at: z.string().nullish(),
  created_at: z.string().optional(),
  updated_at: z.string(),
  repository_url: z.string().optional(),
  pull_request: z.unknown().optional(),
})
export type ApiIssue = z.infer<typeof ApiIssue>

/** What is read of a comment. */
export const ApiComment = z.object({
  id: z.number(),
  html_url: z.string(),
  issue_url: z.string(),
  body: z.string().optional(),
  user: User.nullable(),
  author_association: z.string().optional(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type ApiComment = z.infer<typeof ApiComment>
