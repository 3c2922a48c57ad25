import { openSqlite } from '../../db/sqlite.ts'
import { describeDb } from './db.ts'
import { describeEvents } from './db-events.ts'

describeDb(async () => openSqlite(':memory:'))
describeEvents(async () => openSqlite(':memory:'))
