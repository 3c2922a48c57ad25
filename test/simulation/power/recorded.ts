import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openSqlite } from '../../../db/sqlite.ts'
import { startBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { openChance } from '../world/chance.ts'

// The process that is recorded: takes findings in, some at once, and notes each answer in a file beside the store. In
// between it stops and starts again, as a server does.

const [folder = '', count = '0'] = process.argv.slice(2)
const answers = openSync(join(folder, 'answers'), 'a')
const chance = openChance(1)
const most = 12

for (const findings of [Number(count) / 2, Number(count) / 2]) {
  const db = openSqlite(join(folder, 'lockstep.db'))
  const bridge = startBridge({ db, live: false, env: { CREATE_WAIT_MS: '0' } })
  const take = async () => {
    const { status, body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    if (status !== 201) throw new Error(`answered ${status}`)
    writeSync(answers, `${body.id}\n`)
  }
  for (let taken = 0; taken < findings; ) {
    const together = Math.min(findings - taken, chance.whole(1, most))
    await Promise.all(Array.from({ length: together }, take))
    taken += together
  }
  await bridge.stop()
}
