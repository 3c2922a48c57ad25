import type { Ground } from '../process/deployment.ts'

const text = `select kind, reason from jobs where reason like '%odd message%'`

/** What a tracker says is understood: were it taken for odd, each message would lead to no more than a refresh. */
export function misunderstoodIn({ database }: Ground): string[] {
  return database.all({ text, params: [] }).map(({ kind, reason }) => `${kind}: ${reason}`)
}
