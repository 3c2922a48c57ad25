import { openSqlite } from '../../db/sqlite.ts'
import { describeDb } from './db.ts'

describeDb(async () => openSqlite(':memory:'))
