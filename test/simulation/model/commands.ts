import fc from 'fast-check'
import type { Reason } from '../../../src/domain/issue.ts'
import type { Stage } from '../stage.ts'
import type { Seen } from '../trackers/tracker.ts'
import { agree } from './agree.ts'
import { type Expected, filed, type Model, type Rules } from './reference.ts'
import { killed, trouble, troubles } from './trouble.ts'

type Command = fc.AsyncCommand<Model, Stage>
type Finding = Stage['scanner']['findings'][number]

/** A finding, on both sides. */
interface Both {
  readonly expected: Expected
  readonly finding: Finding
  readonly issue: Seen
  readonly stage: Stage
}

const reasons: readonly Reason[] = ['completed', 'not_planned', 'duplicate']
/** All that may happen: deeds of the scanner and of people, and trouble, which must change nothing in the end. */
export function commandsBy(rules: Rules): fc.Arbitrary<Command>[] {
  const which = fc.nat({ max: 2 })
  const on = (name: string, act: (both: Both) => void) => which.map((at) => about(at, name, act))
  return [
    fc.constant(report),
    on('the scanner reports it again', ({ expected, finding, stage }) => {
      rules.reportOpen(expected)
      Object.assign(finding.body, { status: 'open' })
      stage.scanner.repeat(finding)
    }),
    on('the scanner reports it fixed', ({ expected, finding, stage }) => {
      rules.reportFixed(expected)
      Object.assign(finding.body, { status: 'closed' })
      stage.scanner.repeat(finding)
    }),
    fc.tuple(which, fc.constantFrom('open', 'closed')).map(([at, status]) =>
      about(at, `the scanner sets it to ${status}`, ({ expected, finding, stage }) => {
        rules.set(expected, status)
        stage.scanner.setStatus(finding, status)
      }),
    ),
    on('the scanner says something', ({ finding, stage }) => stage.scanner.say(finding)),
    on('the scanner changes its text', ({ finding, stage }) => stage.scanner.retitle(finding)),
    fc.tuple(which, fc.constantFrom(...reasons)).map(([at, reason]) =>
      about(at, `a person closes it as ${reason}`, ({ expected, issue, stage }) => {
        rules.personCloses(expected, reason)
        stage.people.close(issue, reason)
      }),
    ),
    on('a person reopens it', ({ expected, issue, stage }) => {
      rules.personReopens(expected)
      stage.people.reopen(issue)
    }),
    on('a person says something', ({ expected, issue, stage }) => {
      const text = `human ${expected.human.length + 1}`
      expected.human.push(text)
      stage.tracker.deeds.say(issue, text)
    }),
    on('a person edits the last comment', (both) => changeLast(both, 'edited')),
    on('a person deletes the last comment', (both) => changeLast(both, null)),
    fc.constantFrom(...troubles).map(trouble),
    fc.constant(killed),
  ]
}

/** Has one more finding filed, of three at most. */
export const report: Command = {
  check: (model) => model.length < 3,
  async run(model, stage) {
    model.push(filed())
    stage.scanner.report('shop')
    await agree(model, stage)
  },
  toString: () => 'a finding is reported',
}

function about(which: number, name: string, act: (both: Both) => void): Command {
  return {
    check: () => true,
    async run(model, stage) {
      const at = which % model.length
      const [expected, finding] = [model[at], stage.scanner.findings[at]]
      const issue = stage.tracker
        .issues()
        .find(({ key }) => finding?.id && key?.startsWith(finding.id))
      if (!expected || !finding || !issue) throw new Error(`finding ${at + 1} is not filed`)
      act({ expected, finding, issue, stage })
      await agree(model, stage)
    },
    toString: () => `finding ${which + 1}: ${name}`,
  }
}

function changeLast({ expected, issue, stage }: Both, how: 'edited' | null): void {
  const last = expected.human.findLastIndex((text) => text !== null)
  const text = expected.human[last]
  const comment = issue.comments.find(({ body }) => body === text)
  if (!text || !comment) return
  expected.human[last] = how && `${text}, ${how}`
  if (how) stage.tracker.deeds.edit(issue, comment, `${text}, ${how}`)
  else stage.tracker.deeds.unsay(issue, comment)
}
