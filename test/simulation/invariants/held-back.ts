import type { Stage } from '../stage.ts'

/** In calm weather a finding is filed within so long, in milliseconds. */
const longestMs = 60_000

/** Findings of the first place that wait, while the second one is sick and nothing else is wrong. */
export function heldBack({ world, ground, tracker }: Stage): string[] {
  const text = `select id from issues
    where target = ? and remote_id is null and gone_at is null and created_at < ?`
  const [{ target }] = tracker.places
  const late = ground.database.all({ text, params: [target, world.now() - longestMs] })
  return late.map(({ id }) => `${id} waits behind a destination that is sick`)
}
