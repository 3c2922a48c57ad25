import { html } from 'hono/html'
import type { failedByCause } from '../../../db/tables/console/chosen-jobs.ts'
import { windowRows } from '../../../db/tables/console/window.ts'
import type { Deps } from '../../deps.ts'
import { accountName } from '../../queue/accounts.ts'
import { button } from '../../ui/form.ts'
import type { Html } from '../../ui/html.ts'
import { kindWords } from '../../ui/kinds.ts'
import { table } from '../../ui/table.ts'
import type { JobChoiceQuery } from '../query.ts'

/** What retrying the chosen jobs would do, and the button that does it. */
export function redriveView(
  deps: Deps,
  choice: JobChoiceQuery,
  causes: Awaited<ReturnType<typeof failedByCause>>,
): Html {
  const total = causes.reduce((sum, { count }) => sum + count, 0)
  const isAll = total < windowRows
  const words = !isAll
    ? 'These 5,000 jobs and those behind them run again'
    : total === 1
      ? 'This job runs again'
      : `These ${total.toLocaleString('en')} jobs run again`
  return html`<h1>Retry failed jobs</h1>
${total > 0 ? html`<p>${words} at once, as if nothing had failed. What is refused again fails again; nothing is filed twice.</p>` : ''}
${table(
  'By cause',
  {
    empty: 'No failed job matches.',
    columns: [
      { name: 'Jobs', cell: ({ count }) => count.toLocaleString('en') },
      { name: 'Kind', cell: ({ kind }) => kindWords(kind) },
      { name: 'Account', cell: ({ account }) => accountName(deps, account) },
      { name: 'Error', cell: ({ error }) => error ?? '–', room: 'long' },
    ],
  },
  causes,
)}
${total > 0 ? button('/admin/jobs/redrive', total === 1 ? 'Retry it' : isAll ? `Retry all ${total.toLocaleString('en')}` : 'Retry all', { values: choice }) : ''}`
}
