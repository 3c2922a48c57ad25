import { afterEach, beforeEach, expect } from 'vitest'
import { type Clock, type Options, startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'
import { type MemoryGithub, openMemoryGithub } from '../support/memory-github.ts'
import { openTime } from '../support/running.ts'

const own = 'http://bridge'

/** An operator at the console of a Lockstep whose findings go to GitHub; fresh before each test. */
export function operator(options: Options = {}) {
  let clock: Clock
  let github: MemoryGithub
  let bridge: TestBridge
  beforeEach(() => {
    clock = openTime()
    github = openMemoryGithub(clock)
    const { env, ...others } = options
    const settings = { ...github.env, ...env }
    bridge = startBridge({ clock, live: false, fetch: github.fetch, env: settings, ...others })
  })
  afterEach(() => bridge.stop())

  const html = { Accept: 'text/html' }
  return {
    get clock() {
      return clock
    },
    get github() {
      return github
    },
    get bridge() {
      return bridge
    },
    /** The same store under other settings. */
    restart({ env, ...others }: Options) {
      const settings = { ...github.env, ...options.env, ...env }
      const { db } = bridge
      bridge = startBridge({
        clock,
        live: false,
        fetch: github.fetch,
        db,
        env: settings,
        ...others,
      })
    },
    /** The text of a page as a browser gets it. */
    async open(path: string, status = 200): Promise<string> {
      const answer = await bridge.admin(path, { headers: html })
      expect(`${path} ${answer.status}`).toBe(`${path} ${status}`)
      return answer.text()
    },
    /** Presses a button, and returns the page that follows. */
    async press(path: string, fields: Record<string, string> = {}): Promise<string> {
      const body = new URLSearchParams(fields)
      const answer = await bridge.admin(path, { method: 'POST', headers: html, body })
      const next = answer.headers.get('location')
      if (next === null) return answer.text()
      return (await bridge.admin(next, { headers: html })).text()
    },
    /** Sends a finding as Kondukto does; returns its id. */
    async send(finding: Record<string, unknown> = {}): Promise<string> {
      const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding(finding))
      return body.id
    },
    ask: (path: string, init: RequestInit = {}) => bridge.fetch(new Request(own + path, init)),
  }
}
