import { z } from 'zod'
import type { Operation } from './operation.ts'

const monitor = { audience: 'Monitoring', proof: 'none', method: 'get', status: 200 } as const

/** What monitors and load balancers ask. */
export const monitorOperations: readonly Operation[] = [
  {
    ...{ ...monitor, path: '/healthz', refusals: [429] },
    summary: 'Says that the process is up.',
    answer: z.object({ ok: z.literal(true) }),
  },
  {
    ...{ ...monitor, path: '/readyz', refusals: [403, 429] },
    summary: 'Says whether findings reach their trackers; to an administrator also why not.',
    answer: z.object({ ready: z.boolean(), problems: z.array(z.string()).optional() }),
    also: { 503: 'They do not.' },
  },
  {
    ...{ ...monitor, proof: 'metrics', path: '/metrics', refusals: [403, 429, 503] },
    summary: 'Metrics for Prometheus.',
    answer: 'text/plain',
  },
  {
    ...{ ...monitor, path: '/openapi.json', refusals: [429] },
    summary: 'This document.',
    answer: z.looseObject({ openapi: z.string() }),
  },
]
