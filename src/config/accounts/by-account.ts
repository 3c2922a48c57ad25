import type { Accounts } from '../routes/goals.ts'

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>

/** A table of names in trackers, with an entry for each account: its own, else its tracker's. */
export function byAccount(table: Table, accounts: Accounts): Table {
  const rows = Object.entries(table).map(([key, names]) => {
    const entries = [...accounts.values()].flatMap(({ id, definition }) => {
      const name = names[id] ?? names[definition.id]
      return name === undefined ? [] : [[id, name]]
    })
    return [key, { ...names, ...Object.fromEntries(entries) }]
  })
  return Object.fromEntries(rows)
}
