import { registerHooks } from 'node:module'

/** Faults of the store's durability that power losses must find: where the product says `from`, it says `to`. */
export const faults: Readonly<Record<string, { readonly from: string; readonly to: string }>> = {
  'writes are answered before the commit that holds them': {
    from: 'for (const answer of commit(group)) answer()',
    to: `if (!client.inTransaction) {
      client.exec('begin immediate')
      later(() => later(() => client.inTransaction && client.exec('commit')))
    }
    for (const answer of group.map(attempt)) answer()`,
  },
  'commits are not synced, but for checkpoints': {
    from: "client.pragma('synchronous = FULL')",
    to: "client.pragma('synchronous = NORMAL')",
  },
  'nothing is ever synced': {
    from: "client.pragma('synchronous = FULL')",
    to: "client.pragma('synchronous = OFF')",
  },
  'what undoes a write is kept in memory alone': {
    from: "client.pragma('journal_mode = WAL')",
    to: "client.pragma('journal_mode = MEMORY')",
  },
}

// Preloaded with FAULT, it plants the fault of that name.
const fault = faults[process.env.FAULT ?? '']
if (fault)
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      if (!/\/db\/[^/]+\.ts$/.test(url)) return loaded
      const source = String(loaded.source)
      return { ...loaded, source: source.replace(fault.from, () => fault.to) }
    },
  })
