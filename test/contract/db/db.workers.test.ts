import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach } from 'vitest'
import { openD1 } from '../../../db/d1.ts'
import { describeDb } from './index.ts'

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
})

describeDb(async () => openD1(env.DB, env.FILES))
