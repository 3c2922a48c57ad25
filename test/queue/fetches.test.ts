import { eq } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { jobs } from '../../db/schema/index.ts'
import { enqueueFetch, enqueueFetches } from '../../src/queue/enqueue-fetch.ts'
import { openSync } from '../support/sync.ts'

it('a restart asks a scanner for nothing more while a periodic fetch is open; a webhook does', async () => {
  const { deps, close } = openSync()
  const payload = async () => {
    const [job] = await deps.db.query.select().from(jobs).where(eq(jobs.id, 'fetch:scanner:'))
    return job?.payload
  }
  await deps.db.atomic(enqueueFetches(deps, 'scanner'))

  await deps.db.atomic(enqueueFetches(deps, 'scanner'))
  const afterRestart = await payload()
  await deps.db.atomic(enqueueFetch(deps, 'scanner', ''))

  expect(afterRestart).toEqual({ resource: '' })
  expect(await payload()).toEqual({ resource: '', rerun: true })
  close()
})
