import { z } from 'zod'
import type { Operation } from './operation.ts'

const page = { audience: 'Pages', method: 'get', status: 200, answer: 'text/html' } as const
const own = { ...page, proof: 'admin', refusals: [403, 404, 422, 429, 503] } as const
const open = { ...page, proof: 'none', refusals: [404, 429, 503] } as const
const form = { ...page, proof: 'admin', method: 'post', status: 303, answer: null } as const
const formRefusals = [400, 403, 413, 429, 503]
const issue = '/admin/projects/{project}/issues/{number}'
const text = z.string().optional()

const pages: readonly (readonly [path: string, summary: string])[] = [
  ['/admin', 'What needs attention, and statistics.'],
  ['/admin/findings', 'Findings of all trackers.'],
  ['/admin/findings/{id}', 'One finding.'],
  ['/admin/inbox/{id}', 'One message.'],
  ['/admin/jobs/redrive', 'What retrying would do.'],
  ['/admin/jobs/{id}', 'One job.'],
  ['/admin/accounts', 'Accounts and destinations.'],
  ['/admin/settings', 'What is set; the routes tried on a sample.'],
  ['/i/{id}/history', 'What happened to an issue, and why.'],
]

const files: readonly (readonly [path: string, type: `${string}/${string}`])[] = [
  ['/admin/style.css', 'text/css'],
  ['/admin/lockstep.js', 'text/javascript'],
  ['/admin/icon.svg', 'image/svg+xml'],
]

const trackerForms: readonly (readonly [path: string, summary: string, fields: z.ZodObject])[] = [
  ['/comments', 'Adds a comment.', z.object({ body: text })],
  ['/comments/{id}', 'Changes a comment.', z.object({ body: text })],
  ['/comments/{id}/delete', 'Deletes a comment.', z.object({})],
  ['/close', 'Closes the issue.', z.object({ reason: text })],
  ['/reopen', 'Opens the issue again.', z.object({})],
  ['/edit', 'Changes title and text.', z.object({ title: text, body: text })],
]

/** The pages for people, and the forms on them. */
export const pageOperations: readonly Operation[] = [
  {
    ...{ ...page, proof: 'none', path: '/', refusals: [404, 429], status: 303, answer: null },
    summary: 'Leads a browser to the console.',
  },
  { ...open, path: '/reference', summary: 'This document for people.' },
  {
    ...{ ...open, path: '/i/{id}', pages: [404], refusals: [403, 429, 503] },
    summary: 'What an issue waits for.',
    also: { 302: "It is filed: it leads to the tracker's page." },
  },
  { ...open, path: '/admin/login', summary: 'The log-in page.' },
  {
    ...{ ...form, proof: 'none', path: '/admin/login', refusals: formRefusals, pages: [403] },
    summary: 'Logs in with the admin token.',
    form: z.object({ token: z.string(), next: text }),
  },
  { ...form, path: '/admin/logout', summary: 'Logs out.', refusals: formRefusals },
  ...pages.map(([path, summary]) => ({
    ...own,
    ...{ path, summary },
    ...(path.startsWith('/i/') && { pages: [404] }),
  })),
  ...files.map(([path, answer]) => ({
    ...{ ...open, path, answer },
    summary: 'A file that each page refers to.',
  })),
  ...[
    ['/admin/projects', 'The projects of the embedded tracker.'] as const,
    ['/admin/projects/{project}', 'The issues of a project.'] as const,
    [issue, 'One issue.'] as const,
  ].map(([path, summary]) => ({ ...{ ...own, path, summary }, pages: [404] })),
  {
    ...{ ...own, path: `${issue}/attachments/{id}`, answer: 'application/octet-stream' },
    ...{ summary: 'A file of an issue, in its own type.', pages: [404] },
  },
  ...trackerForms.map(([path, summary, fields]) => ({
    ...{ ...form, path: issue + path, summary, form: fields },
    ...{ refusals: formRefusals, pages: [404, 422] },
  })),
]
