import { openSqlite } from '../../db/sqlite.ts'
import { listFiled } from '../../db/tables/issues.ts'
import { say } from './say.ts'
import { readSetup } from './setup.ts'

const pageSize = 500

/** Prints every filed issue as a line of JSON: what finding it is, and where it was filed. */
export async function exportIssues(): Promise<void> {
  const db = openSqlite(readSetup().store)
  for (let after = ''; ; ) {
    const issues = await listFiled(db, after, pageSize)
    for (const { lastReport: _, ...issue } of issues) say(JSON.stringify(issue))
    const last = issues.at(-1)
    if (!last) break
    after = last.id
  }
  db.close()
}
