import { setSetting } from '../../db/tables/settings.ts'
import type { Deps } from '../deps.ts'
import { type CheckRow, ok, problem } from '../domain/check.ts'

/** Whether the store can be written, and what only the runtime knows of it. */
export async function storeRows({ db, now, surroundings }: Deps): Promise<CheckRow[]> {
  if (await db.isBehind())
    return [
      problem(
        'store',
        'The store waits for its migrations: nothing is written.',
        'Run "npx wrangler d1 migrations apply DB --remote".',
      ),
    ]
  const own = await surroundings.inspect()
  try {
    await db.atomic([setSetting(db, 'checked at', String(now()))])
    return [ok('store', 'The store can be written.'), ...own]
  } catch (error) {
    const message = `The store cannot be written: ${(error as Error).message}.`
    const remedy = 'Let the user that runs Lockstep write DATABASE_PATH and its folder.'
    return [problem('store', message, remedy), ...own]
  }
}
