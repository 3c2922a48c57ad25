import type { Stage } from '../stage.ts'

const findings = 30
const everyMs = 30_000

/** Begins what scanners and people do all day: the findings stay the same, so whatever grows is not theirs. */
export async function beginWork(stage: Stage): Promise<void> {
  const { world, scanner } = stage
  for (let n = 0; n < findings; n += 1) scanner.report(n % 2 === 0 ? 'shop' : 'bank')
  await world.pass(600_000)
  const step = () => {
    doSomething(stage)
    world.after(everyMs, step)
  }
  step()
}

function doSomething({ world, scanner, people, tracker }: Stage): void {
  const { chance } = world
  const finding = chance.pick(scanner.findings)
  const issue = tracker.issues().find(({ key }) => finding.id && key?.startsWith(finding.id))
  if (!issue) return
  const [comment] = issue.comments.filter(({ isOurs }) => !isOurs)
  const deeds = [
    () => scanner.repeat(finding),
    () => scanner.setStatus(finding, chance.pick(['open', 'closed'])),
    () => scanner.retitle(finding),
    () => void scanner.get(finding),
    () => people.close(issue, 'completed'),
    () => people.reopen(issue),
    () => (comment ? tracker.deeds.unsay(issue, comment) : people.say(issue)),
  ]
  chance.pick(deeds)()
}
