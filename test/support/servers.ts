import type { TestProject } from 'vitest/node'
import type { RemoteRef } from '../../src/domain/issue.ts'
import { makeAppscanIssues, startAppscan } from '../scanners/appscan.ts'
import { startGithub } from '../trackers/github/server.ts'
import { startTracker } from '../trackers/github/tracker.ts'
import { signed } from '../trackers/github/webhooks/webhooks.ts'

/** How many webhook messages the test GitHub could not deliver. */
const missed = 3
const stops: (() => Promise<void>)[] = []

/**
 * What tests reach by `inject` that run in workerd, where no server can be started: a test GitHub, another where much has
 * happened, and a test AppScan.
 */
export async function setup(project: TestProject): Promise<void> {
  project.provide('github', { ...(await start()), missed })
  project.provide('busy', await startBusy(300))
  const appscan = await startAppscan(makeAppscanIssues(1000))
  stops.push(appscan.stop)
  project.provide('appscan', { url: appscan.url, issues: 1000 })
}

export async function teardown(): Promise<void> {
  for (const stop of stops) await stop()
}

async function start() {
  const github = await startGithub()
  stops.push(github.stop)
  github.hooks.point('http://worker/trackers/github/events')
  for (let n = 0; n < missed; n += 1) github.hooks.learn(await signed('issues', {}), 503)
  const { url, token, personToken, target } = github
  return { url, token, personToken, target }
}

/** A person has commented on `count` issues and closed them, one after the other, since the cursor. */
async function startBusy(count: number) {
  const tracker = await startTracker()
  stops.push(tracker.stop)
  const { url, token } = tracker.github
  const { target } = tracker
  const signal = AbortSignal.timeout(60_000)
  const { cursor } = await tracker.connector.changes(target, null, signal)
  const issues: RemoteRef[] = []
  for (let n = 0; n < count; n += 1) {
    const made = await tracker.ask('POST', `/repos/${target}/issues`, { title: `Issue ${n}` })
    const issue = { target, id: String(made.id), key: String(made.number) }
    await tracker.say(issue, 'Seen')
    await tracker.close(issue, 'not_planned')
    await tracker.wait(1000)
    issues.push(issue)
  }
  return { url, token, target, issues, cursor }
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly github: Awaited<ReturnType<typeof start>> & { readonly missed: number }
    readonly busy: Awaited<ReturnType<typeof startBusy>>
    readonly appscan: { readonly url: string; readonly issues: number }
  }
}
