import { html } from 'hono/html'
import type { CheckLevel, CheckRow } from '../../domain/check.ts'
import { counted } from '../../queue/problems/problem.ts'
import { badge, type Tone } from '../../ui/badge.ts'
import type { Html } from '../../ui/html.ts'
import { table } from '../../ui/table.ts'

const tones: Record<CheckLevel, Tone> = { ok: 'good', warning: 'warn', problem: 'bad' }

/** What the check found, problems first, each with what to do about it. */
export function checkView(rows: readonly CheckRow[]): Html {
  const problems = rows.filter(({ level }) => level === 'problem').length
  const sum = problems === 0 ? 'No problem.' : `${counted(problems, 'problem')} to mend.`
  return html`<h1>Check of the set-up</h1>
<p class="${problems === 0 ? 'notice' : 'alert'}">${sum} Looked at just now; nothing was filed. Reload to look again.</p>
${table(
  'What was looked at',
  {
    empty: 'There is nothing to look at.',
    columns: [
      { name: 'Result', cell: ({ level }) => badge(level, tones[level]) },
      { name: 'What', cell: ({ subject }) => subject, room: 'name' },
      { name: 'Found', cell: ({ message }) => message, room: 'long' },
      { name: 'What to do', cell: ({ remedy }) => remedy || '–', room: 'long' },
    ],
  },
  rows,
)}`
}
