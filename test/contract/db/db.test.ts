import { openSqlite } from '../../../db/sqlite.ts'
import { describeDb } from './index.ts'

describeDb(async () => openSqlite(':memory:'))
