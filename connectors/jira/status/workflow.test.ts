import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { State } from '../../../src/domain/issue.ts'
import { issueChange, issueDraft, refOf, soon } from '../../../test/contract/connector/drafts.ts'
import { openStrictly } from '../../../test/trackers/jira/open.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'
import type { Status, Transition, Workflow } from '../../../test/trackers/jira/workflows.ts'
import { transitionsIn } from './transition.ts'

let tracker: Awaited<ReturnType<typeof startTracker>>
beforeAll(async () => {
  tracker = await startTracker(openStrictly)
})
beforeEach(() => tracker.reset())
afterAll(() => tracker.stop())

const done = { status: 'closed', reason: 'completed' } as const
const notPlanned = { status: 'closed', reason: 'not_planned' } as const
const open = { status: 'open', reason: null } as const

it('a transition that Jira lists and does not offer is not taken', () => {
  const to = { name: 'Done' }
  const all = [
    { id: 1, name: 'Hidden', to, isAvailable: false },
    { id: '2', name: 'Close', to },
  ]

  expect(transitionsIn(all).map(({ id }) => id)).toEqual(['2'])
})

describe('of several ways to done', () => {
  const workflow = flow(
    { Open: 'new', "Won't Do": 'done', Shipped: 'done', Archived: 'done' },
    ['Open', "Won't Do", 'Shipped', 'Archived'].map((to) => [null, to]),
  )

  it.each([
    ['whose status says the reason', notPlanned, {}, "Won't Do", notPlanned],
    ['whose status does not say another reason', done, {}, 'Shipped', done],
    ['whose status the route prefers', done, { completed: ['archived'] }, 'Archived', done],
    ['whose transition the route prefers', done, { completed: ['to Archived'] }, 'Archived', done],
    [
      'that the route prefers, though it loses the reason',
      notPlanned,
      { not_planned: ['Shipped'] },
      'Shipped',
      done,
    ],
  ] as const)('it takes that %s', async (_, state, statuses, status, written) => {
    const issue = await file(workflow)

    const answer = await change(issue, state, { statuses })

    expect(await statusOf(issue)).toBe(status)
    expect(answer).toMatchObject({ state: written, written })
  })
})

it('takes the steps that the route names, never back to where it was', async () => {
  const issue = await file(
    flow({ Open: 'new', Analysis: 'indeterminate', Review: 'indeterminate', Done: 'done' }, [
      ['Open', 'Analysis'],
      ['Analysis', 'Open'],
      ['Analysis', 'Review'],
      ['Review', 'Analysis'],
      ['Review', 'Done'],
    ]),
  )
  const statuses = { completed: ['analysis', 'review', 'open'] }

  const unnamed = change(issue, done)
  await expect(unnamed).rejects.toThrow(
    'Name the steps in the route\'s "to": statuses: { completed: [Analysis, …] }',
  )
  await change(issue, done, { statuses })

  expect(await statusOf(issue)).toBe('Done')
  expect(tracker.jira.calls('POST', /transitions/)).toBe(3)
})

it('gives up where the workflow goes round without an end, and says what is offered', async () => {
  const issue = await file(
    flow({ Open: 'new', One: 'indeterminate', Two: 'indeterminate' }, [
      ['Open', 'One'],
      ['One', 'Two'],
      ['Two', 'One'],
    ]),
  )

  const changing = change(issue, done, { statuses: { completed: ['One', 'Two'] } })

  await expect(changing).rejects.toMatchObject({
    kind: 'rejected',
    message: expect.stringMatching(/PAY-1.*It offers: to One \(to One\)/),
  })
  expect(tracker.jira.calls('POST', /transitions/)).toBe(2)
})

it('is refused with a plain reason where the log-in may take no transition', async () => {
  const issue = await file(flow({ Open: 'new', Done: 'done' }, []))

  await expect(change(issue, done)).rejects.toThrow('lack the permission to transition issues')
})

it('reopens into a new status rather than one in progress', async () => {
  const issue = await file(
    flow({ Backlog: 'new', Doing: 'indeterminate', Done: 'done' }, [
      ['Backlog', 'Done'],
      ['Done', 'Doing'],
      ['Done', 'Backlog'],
    ]),
  )
  await change(issue, done)

  await change(issue, open)

  expect(await statusOf(issue)).toBe('Backlog')
})

it('edits before it closes and reopens before it edits, as many workflows let nobody edit what is closed', async () => {
  const issue = await file(
    flow({ Open: 'new', Done: 'done' }, [
      ['Open', 'Done'],
      ['Done', 'Open'],
    ]),
  )
  const labels = { addLabels: ['one'] }
  tracker.jira.log.length = 0

  await tracker.connector.update(issue, issueChange({ state: done, ...labels }), soon())
  await tracker.connector.update(issue, issueChange({ state: open, ...labels }), soon())

  const writes = tracker.jira.log.filter((line) => !line.startsWith('GET'))
  expect(writes.map((line) => line.split(' ')[0])).toEqual(['PUT', 'POST', 'POST', 'PUT'])
})

async function file(workflow: Workflow) {
  tracker.jira.configure('PAY', { workflow })
  return refOf(tracker.target, await tracker.connector.create(tracker.target, issueDraft(), soon()))
}

function change(issue: Awaited<ReturnType<typeof file>>, state: State, options = {}) {
  return tracker.connector.update(issue, issueChange({ state, options }), soon())
}

async function statusOf({ id }: { id: string }): Promise<string> {
  return tracker.client
    .sendRequest<{ fields: { status: { name: string } } }>({
      url: `/rest/api/3/issue/${id}`,
    })
    .then(({ fields }) => fields.status.name)
}

/** A workflow of these statuses, by category, and steps; null is from everywhere. No step has a screen. */
function flow(
  statuses: Record<string, Status['category']>,
  steps: readonly (readonly [from: string | null, to: string])[],
): Workflow {
  return {
    statuses: Object.entries(statuses).map(([name, category], i) => ({
      id: `${i}`,
      name,
      category,
    })),
    transitions: steps.map(
      ([from, to], i): Transition => ({
        ...{ id: String(i + 1), name: `to ${to}`, to, resolution: null },
        from: from === null ? null : [from],
      }),
    ),
  }
}
