import type { Stage } from '../stage.ts'

const rowOf = `select last_report from issues where source = 'datatheorem' and source_key like ?`

/** What a scanner said of the latest moment counts, whatever arrived last. */
export function orderOf({ ground, timedScanner }: Stage): string[] {
  return [...timedScanner.violations].flatMap(([uuid, said]) => {
    const newest = said.toSorted((one, other) => other.second - one.second)[0]
    const [row] = ground.database.all({ text: rowOf, params: [`${uuid}%`] })
    const known = row ? JSON.parse(String(row.last_report)).verdict : 'fixed'
    const verdict = newest?.status === 'OPEN' ? 'open' : 'fixed'
    return known === verdict ? [] : `${uuid} is ${verdict} by its scanner, and is kept as ${known}`
  })
}
