import type { Deployment, Sent } from '../process/deployment.ts'
import type { Send } from '../trackers/local/forms.ts'
import type { World } from '../world/world.ts'

/** A page was loaded a moment before: what it shows may be gone by now. */
const gone = [404]
const outage = [502, 503]
/** Some press the button of a comment twice. A state that is set twice may undo what was decided in between. */
const twice = 0.1

/** What people send Lockstep's own pages with. */
export function openBrowser(
  world: World,
  deployment: () => Deployment,
  violations: string[],
): Send {
  return (request) => {
    if (request.path.endsWith('/comments') && world.chance.is(twice))
      world.after(world.chance.whole(20, 300), () => send(request))
    send(request)
  }

  async function send(request: Sent): Promise<void> {
    const answered = await deployment()
      .send(request)
      .catch(() => null)
    world.trace.note(`${world.now()} a page ${request.path} ${answered?.status ?? 'cut'}`)
    if (answered && answered.status !== 303 && ![...gone, ...outage].includes(answered.status))
      violations.push(`${request.path}: ${answered.status} ${answered.text}`)
  }
}
