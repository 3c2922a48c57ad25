import type { IncomingMessage } from 'node:http'
import { openClock } from '../kit/clock.ts'
import { openFaults } from '../kit/faults.ts'
import type { Sent } from '../kit/outbox.ts'
import { listen } from '../kit/server.ts'
import { type Asked, answerAsDataCenter, toDataCenter } from './data-center/front.ts'
import type { Jira, JiraOptions } from './jira.ts'
import { openLimits } from './limits.ts'
import { openLogins } from './logins.ts'
import { bot, casey } from './people.ts'
import { issueTypes, usualProjects } from './projects.ts'
import { fileIssue } from './rest/issues.ts'
import { readRequest } from './rest/request.ts'
import type { Route } from './rest/routes.ts'
import { type Answer, type Call, Refusal, refusal } from './rest/wire.ts'
import { openSite, type Site } from './site.ts'
import { openStore } from './store.ts'
import { withLimits, zipped } from './transport.ts'
import { deliveriesOf } from './webhooks.ts'

/** Starts it without issues. Start once for a file and `reset`: sockets outlive a restart. */
export async function startJira(options: JiraOptions = {}): Promise<Jira> {
  const { url, stop } = await listen(serve)
  const clock = options.clock ?? openClock()
  const { now } = clock
  const logins = openLogins()
  const limits = openLimits(now)
  const faults = openFaults(refusal)
  const log: string[] = []
  const outbox: Sent[] = []
  const strangers: string[] = []
  let { limits: limited = false, latencyMs = 0 } = options
  let conflict = false
  let site = emptySite()

  return {
    ...{ url, log, outbox, strangers, now, stop, advance: clock.advance },
    ...{ email: bot.email, token: logins.bot },
    ...{ personEmail: casey.email, personToken: logins.person },
    accept: logins.accept,
    fail: faults.arrange,
    limit: (on) => {
      limited = on
    },
    latency: (ms) => {
      latencyMs = ms
    },
    lag: (ms) => {
      site.lagMs = ms
    },
    configure(key, settings) {
      site.projects.set(key, { ...site.project(key, true), ...settings })
    },
    conflict: () => {
      conflict = true
    },
    calls: (method, path) =>
      log.filter((line) => line.startsWith(`${method} `) && path.test(line.split(' ')[1] ?? ''))
        .length,
    refused: () => log.filter((line) => line.endsWith(' 429')).length,
    move(idOrKey, project) {
      const { key } = site.project(project, true)
      const parts = { project: key, key: site.store.nextKey(key) }
      site.store.change(site.issue(idOrKey, true), parts, casey.accountId)
    },
    rename: (project, key) => site.rename(project, key),
    recreate(key) {
      const { store, projects } = site
      for (const issue of store.all())
        if (issue.project === key) store.remove(issue, casey.accountId)
      store.countAnew(key)
      projects.set(key, { ...site.project(key, true), id: store.nextId() })
    },
    seed: (count, project = 'PAY') => Array.from({ length: count }, (_, i) => seedOne(project, i)),
    async reset() {
      logins.accept(logins.bot)
      limits.reset()
      faults.clear()
      conflict = false
      site = emptySite()
      log.length = 0
      outbox.length = 0
      strangers.length = 0
      limited = options.limits ?? false
      latencyMs = options.latencyMs ?? 0
    },
  }

  function emptySite(): Site {
    const store = openStore(now, (before, after, user) => {
      const form = options.dataCenter ? toDataCenter : undefined
      if (options.webhooks) outbox.push(...deliveriesOf(site, { before, after, user }, form))
    })
    return openSite({ url, now, store, projects: usualProjects(), lagMs: options.lagMs ?? 0 })
  }

  function seedOne(project: string, i: number) {
    const [type = { id: '', name: '' }] = issueTypes
    const fields = { summary: `Old issue ${i + 1}` }
    const issue = { type, user: casey.accountId, fields, properties: {} }
    const before = outbox.length
    const seeded = fileIssue(site, site.project(project, true), issue, now() - 86_400_000)
    outbox.length = before
    return seeded
  }

  async function serve(request: IncomingMessage, raw: Buffer): Promise<Answer | null> {
    const user = logins.userOf(request.headers.authorization)
    const isPerson = user === casey.accountId
    if (latencyMs && !isPerson) await new Promise((resolve) => setTimeout(resolve, latencyMs))
    const act = () => answer(request, raw, user)
    const reply = isPerson ? await act() : await faults.meet(act)
    if (isPerson) return reply
    log.push(`${request.method} ${request.url} ${reply?.status ?? -1}`)
    return reply && zipped(withLimits(reply), request)
  }

  async function answer(request: IncomingMessage, raw: Buffer, user: string | null) {
    const { method = 'GET', url: asked = '/', headers } = request
    const call = { method, url: asked, headers, raw }
    if (!options.dataCenter || user === casey.accountId) return inCloud(call, user)
    return answerAsDataCenter(call, (one) => inCloud(one, user))
  }

  function inCloud({ raw, ...request }: Asked, user: string | null): Answer | Promise<Answer> {
    try {
      const { call, route } = readRequest(request, raw, user)
      if (!call.isPerson) meetTrouble(call, route)
      const came = route.handle(site, call, ...route.names)
      return came instanceof Promise ? came.catch(answerOf) : came
    } catch (error) {
      return answerOf(error)
    }
  }

  function meetTrouble({ method, path }: Call, { endpoint, names: [name = ''] }: Route): void {
    const issue = method === 'GET' ? undefined : site.store.find(name)
    const isWrite = endpoint.startsWith('/issue/:')
    if (issue && isWrite && !('lockstep' in issue.properties)) strangers.push(`${method} ${path}`)
    if (limited) limits.meet(method, endpoint, issue?.id ?? null)
    if (!conflict || method !== 'POST' || endpoint !== '/issue/:/transitions') return
    conflict = false
    throw new Refusal(409, 'The issue is being changed by another request. Try again.')
  }
}

/** A refusal's answer; throws all else. */
function answerOf(error: unknown): Answer {
  if (error instanceof Refusal) return error.answer
  throw error
}
