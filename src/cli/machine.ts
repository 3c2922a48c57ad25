import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type CheckRow, ok, problem, warning } from '../domain/check.ts'

const megabyte = 1024 * 1024
/** Free space below which an operator is warned, and below which writes will soon fail. */
const littleMb = 1024
const leastMb = 100

/** What the machine says of the store's disk. */
export async function diskRows(store: string): Promise<readonly CheckRow[]> {
  if (store === ':memory:') {
    const remedy = 'Set DATABASE_PATH to a file.'
    return [warning('disk', 'The store is in memory: all is lost when the process ends.', remedy)]
  }
  const { bavail, bsize } = await statfs(dirname(store))
  const free = Math.floor((bavail * bsize) / megabyte)
  const remedy = `Free space on the disk of ${store}, or lower RETENTION_DAYS.`
  if (free < leastMb) return [problem('disk', `Only ${free} MB are free.`, remedy)]
  if (free < littleMb) return [warning('disk', `Only ${free} MB are free.`, remedy)]
  return [ok('disk', `${Math.floor(free / 1024)} GB are free.`)]
}
