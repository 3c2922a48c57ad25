import { z } from 'zod'
import { CheckRows, keptCheck, lastCheck } from '../../check/last-check.ts'
import { checkStep } from '../../check/steps.ts'
import type { Deps } from '../../deps.ts'
import type { CheckRow } from '../../domain/check.ts'
import { defineJob } from '../../queue/kind.ts'

const dayMs = 86_400_000

const Progress = z.object({
  /** The deployment that is checked: another one begins anew. */
  version: z.string(),
  step: z.number().default(0),
  /** What was wrong so far. */
  rows: CheckRows.default([]),
})

/**
 * Looks at the set-up once a day and after each deployment, one target in each run: an event of a Worker makes few calls. What is
 * wrong is kept for the overview; what is new of it goes to the log.
 */
export const checkSetUp = defineJob<z.infer<typeof Progress>>({
  kind: 'look',
  of: ['own'],
  paced: false,
  payload: Progress,
  maxCalls: 20,
  everyMs: () => dayMs,
  async run(deps, { payload: { version, step, rows } }) {
    const found = await checkStep(deps, step)
    if (found) {
      const wrong = [...rows, ...found.filter(({ level }) => level !== 'ok')]
      return { again: { payload: { version, step: step + 1, rows: wrong }, dueAt: deps.now() } }
    }
    await logNews(deps, rows)
    return {
      record: [keptCheck(deps, rows)],
      again: { payload: { version }, dueAt: deps.now() + dayMs },
    }
  },
})

async function logNews(deps: Deps, rows: readonly CheckRow[]): Promise<void> {
  const last = (await lastCheck(deps))?.rows ?? []
  const known = new Set(last.map((row) => JSON.stringify(row)))
  for (const row of rows) {
    if (known.has(JSON.stringify(row))) continue
    const { level, ...data } = row
    deps.log('the check found something', data, level === 'problem' ? 'error' : 'warning')
  }
}
