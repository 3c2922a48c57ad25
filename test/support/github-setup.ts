import type { TestProject } from 'vitest/node'
import { type Github, startGithub } from '../github/server.ts'

let github: Github

/** A test GitHub for tests that run in workerd, where no server can be started; they get at it by `inject('github')`. */
export async function setup(project: TestProject): Promise<void> {
  github = await startGithub()
  const { url, token, personToken, target } = github
  project.provide('github', { url, token, personToken, target })
}

export function teardown(): Promise<void> {
  return github.stop()
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly github: Pick<Github, 'url' | 'token' | 'personToken' | 'target'>
  }
}
