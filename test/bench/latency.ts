import { Octokit } from '@octokit/rest'
import { startBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'
import { startGithub } from '../trackers/github/server.ts'
import { median, show, timed } from './measure.ts'

const count = 150

/** How much longer a create takes through Lockstep than by a direct Octokit call to the same GitHub. */
export async function benchLatency(): Promise<string> {
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
  const direct: number[] = []
  const through: number[] = []
  for (let n = 0; n < count; n++) {
    direct.push(
      await timed(() => octokit.rest.issues.create({ owner, repo, title: 'T', body: 'B' })),
    )
    through.push(await timed(() => bridge.kondukto('POST', '/api/v1/issues', makeFinding())))
  }
  await bridge.stop()
  await github.stop()
  const [ours, theirs] = [median(through), median(direct)]
  return `a create through Lockstep: ${show(ours)} ms, a direct call: ${show(theirs)} ms, added ${show(ours - theirs)} ms, ratio ${show(ours / theirs)}`
}
