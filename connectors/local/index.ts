import { z } from 'zod'
import { defineConnector } from '../definition.ts'
import { openLocal } from './open.ts'
import { problemWith } from './project.ts'

const Env = z.object({
  PUBLIC_URL: z.string().default('http://127.0.0.1:8787'),
})

/** The tracker whose issues live in Lockstep's own store and whose pages are Lockstep's own. */
export const local = defineConnector({
  id: 'local',
  name: 'the embedded tracker',
  secrets: [],
  env: Env,
  targetVariable: null,
  defaultTarget: () => 'default',
  problemWith,
  concurrency: 1,
  settleMs: 0,
  issueEveryMs: 0,
  attachesByComment: false,
  capabilities: {
    reasons: true,
    priorities: false,
    dueDates: false,
    internalComments: false,
    webhooks: null,
    comments: 'feed',
  },
  options: z.strictObject({}),
  pace: () => ({ writesPerMinute: 0, writesPerHour: 0 }),
  open: (env, tools) => openLocal(env.PUBLIC_URL.replace(/\/+$/, ''), tools),
})
