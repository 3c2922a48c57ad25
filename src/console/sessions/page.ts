import { html } from 'hono/html'
import { badge } from '../../ui/badge.ts'
import { button } from '../../ui/form.ts'
import type { Html } from '../../ui/html.ts'
import { table } from '../../ui/table.ts'
import { time } from '../../ui/time.ts'
import type { ShownSession } from './routes.ts'

/** The log-ins of administrators, each with a button that ends it. */
export function sessionsView(sessions: readonly ShownSession[]): Html {
  const others = sessions.some(({ isThis }) => !isThis)
  return html`${table<ShownSession>(
    'Log-ins that have not ended',
    {
      empty: 'No one is logged in by a browser.',
      columns: [
        { name: 'Since', cell: ({ since }) => time(since) },
        { name: 'Ends', cell: ({ endsAt }) => time(endsAt) },
        { name: 'Which', cell: ({ isThis }) => (isThis ? badge('This one', 'good') : 'Another') },
        {
          name: 'Action',
          cell: ({ id }) =>
            button('/admin/sessions/end', 'End', { values: { id }, look: 'danger' }),
        },
      ],
    },
    sessions,
  )}
${others ? button('/admin/sessions/end-others', 'End all others', { look: 'danger' }) : ''}`
}
