import { konduktoSecret } from '../../support/bridge.ts'
import type { Stage } from '../stage.ts'
import type { Operation, Values } from './checker.ts'

/** An issue of Lockstep's as a register of its status and its text. */
export interface Register {
  readonly id: string
  readonly initial: Values
  readonly history: Operation[]
}

/** Moves with each event, so that of two the earlier is known. */
export interface Counter {
  now: number
}

interface Client {
  readonly register: Register
  readonly counter: Counter
  readonly name: string
}

/** One client: reads and writes, one request after another, as often as it is asked to. */
export async function useRegister(stage: Stage, client: Client, times: number): Promise<void> {
  const { chance } = stage.world
  for (let at = 1; at <= times; at += 1) {
    const values = chance.is(0.3)
      ? { status: chance.pick(['open', 'closed']), body: `${client.name}, ${at}` }
      : null
    await operate(stage, client, values)
    await stage.world.sleep(chance.whole(0, chance.pick([20, 200, 2000])))
  }
}

/** What a person does to the issue in the tracker: Lockstep learns of it some time later. */
export function decideAsPerson({ tracker, people }: Stage, { register, counter }: Client): void {
  const issue = tracker.issues().find(({ key }) => key?.startsWith(register.id))
  if (!issue) return
  const status = issue.status === 'open' ? 'closed' : 'open'
  counter.now += 1
  const called = counter.now
  register.history.push({ kind: 'write', values: { status }, called, returned: Infinity })
  if (status === 'open') people.reopen(issue)
  else people.close(issue, 'completed')
}

async function operate(
  stage: Stage,
  { register, counter }: Client,
  values: Values | null,
): Promise<void> {
  const operation = { kind: values ? 'write' : 'read', values: values ?? {} } as const
  counter.now += 1
  const called = counter.now
  const answered = await send(stage, register.id, values)
  counter.now += 1
  const { now: returned } = counter
  if (!answered) return void register.history.push({ ...operation, called, returned: Infinity })
  const { status, template_md: body } = answered as { status: string; template_md: string }
  if (values) {
    register.history.push({ ...operation, called, returned })
    // Its answer says what the status was then.
    register.history.push({ kind: 'read', values: { status }, called, returned })
  } else register.history.push({ kind: 'read', values: { status, body }, called, returned })
}

/** The answer, or null if there was none. */
async function send(stage: Stage, id: string, values: Values | null): Promise<unknown> {
  const headers = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
  const path = `/api/v1/issues/${id}`
  const request = values
    ? { method: 'PATCH', path, headers, body: JSON.stringify(values) }
    : { method: 'GET', path, headers }
  const answered = await stage.deployment.send(request).catch(() => null)
  if (!answered || answered.status >= 500) return null
  if (answered.status !== 200)
    stage.ground.violations.push(`${request.method}: ${answered.status} ${answered.text}`)
  return JSON.parse(answered.text)
}
