import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Github, startGithub } from './github/server.ts'
import type { Jira } from './jira/jira.ts'
import { startJira } from './jira/server.ts'

/** A test GitHub and a test Jira for the tests of a file, empty before each. They are there once the first test runs. */
export function startBoth(): { readonly github: Github; readonly jira: Jira } {
  const both = {} as { github: Github; jira: Jira }
  beforeAll(async () => {
    both.github = await startGithub()
    both.jira = await startJira()
  })
  beforeEach(async () => {
    await both.github.reset()
    await both.jira.reset()
  })
  afterAll(async () => {
    await both.github.stop()
    await both.jira.stop()
  })
  return both
}
