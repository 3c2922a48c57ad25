import { Octokit } from '@octokit/rest'
import { startBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'
import { startGithub } from '../trackers/github/server.ts'
import { atMost, type Line, median, timed } from './measure.ts'

/** How much longer a create takes through Lockstep than by a direct Octokit call to the same GitHub. */
export async function benchLatency(): Promise<Line[]> {
  const what = 'a delivered create against a direct Octokit call, tracker at'
  return [
    atMost(`${what} 0 ms`, await ratioAt(0, 150), 2),
    atMost(`${what} 200 ms`, await ratioAt(200, 15), 1.02),
  ]
}

/** The first calls are not counted: the engine does not know the code yet. */
async function ratioAt(latencyMs: number, count: number): Promise<number> {
  const github = await startGithub()
  const [owner, repo] = github.target.split('/') as [string, string]
  const octokit = new Octokit({ auth: github.token, baseUrl: github.url })
  const bridge = startBridge({
    env: {
      GITHUB_TOKEN: github.token,
      GITHUB_REPO: github.target,
      GITHUB_URL: github.url,
      GITHUB_WRITES_PER_MINUTE: '0',
      GITHUB_WRITES_PER_HOUR: '0',
    },
  })
  await bridge.start()
  const [direct, through]: [number[], number[]] = [[], []]
  for (let n = -50; n < count; n += 1) {
    if (n === 0) github.latency(latencyMs)
    const call = () => octokit.rest.issues.create({ owner, repo, title: 'T', body: 'B' })
    const create = () => bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    const times = [await timed(call), await timed(create)] as const
    if (n < 0) continue
    direct.push(times[0])
    through.push(times[1])
  }
  await bridge.stopLoops()
  await bridge.stop()
  await github.stop()
  return median(through) / median(direct)
}
