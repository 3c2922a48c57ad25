import { issuesOf } from '../github/read.ts'
import { startGithub } from '../github/server.ts'
import { testCrashes } from './crashes.ts'

testCrashes(async () => {
  const github = await startGithub({ latencyMs: 40 })
  return {
    settings: {
      GITHUB_URL: github.url,
      GITHUB_TOKEN: github.token,
      GITHUB_REPO: github.target,
      GITHUB_WRITES_PER_MINUTE: '0',
      GITHUB_WRITES_PER_HOUR: '0',
    },
    requests: () => github.log.length,
    keys: async () =>
      (await issuesOf(github)).map(({ body }) => body.match(/<!-- lockstep:(\S+) -->$/)?.[1]),
    stop: github.stop,
  }
})
