// Loaded here, so that the connector finds it without waiting: it loads jira.js when it is first used.
import '../../../../connectors/jira/login/open.ts'
import type { Reason } from '../../../../src/domain/issue.ts'
import {
  type Asked,
  answerAsDataCenter,
  toDataCenter,
} from '../../../trackers/jira/data-center/front.ts'
import { bot, casey } from '../../../trackers/jira/people.ts'
import { usualProjects } from '../../../trackers/jira/projects.ts'
import { textOf } from '../../../trackers/jira/rest/adf.ts'
import { addAttachment, addFiles, type SentFile } from '../../../trackers/jira/rest/attachments.ts'
import { readRequest } from '../../../trackers/jira/rest/request.ts'
import { type Answer, Refusal } from '../../../trackers/jira/rest/wire.ts'
import { openSite } from '../../../trackers/jira/site.ts'
import { type Issue, openStore } from '../../../trackers/jira/store.ts'
import { deliveriesOf } from '../../../trackers/jira/webhooks.ts'
import type { Arrived, Reply } from '../../network/network.ts'
import type { World } from '../../world/world.ts'
import type { Seen, Surroundings, Tracker } from '../tracker.ts'
import { openDeeds } from './deeds.ts'

const token = 'jira-token-of-the-simulation'
const origin = 'https://jira.test'
const property = 'lockstep'

/** How Jira is set up. */
interface JiraSetup {
  /** How far its search is behind, in milliseconds. */
  readonly lagMs: number
  readonly dataCenter: boolean
}

/** Jira in memory: the tests' own, without its sockets. */
export function openJira(
  world: World,
  { lagMs, dataCenter }: JiraSetup,
  surroundings: Surroundings,
): Tracker {
  const strangers: string[] = []
  const writes: number[] = []
  const { webhookSecret, deliver } = surroundings
  const form = dataCenter ? toDataCenter : undefined
  const removed = new Set<string>()
  const store = openStore(world.now, (before, after, user) => {
    if (before && !after) removed.add(before.id)
    if (webhookSecret !== null) deliveriesOf(site, { before, after, user }, form).forEach(deliver)
  })
  const projects = usualProjects()
  const site = openSite({ url: origin, now: world.now, store, projects, lagMs })
  const shown = () => store.all().filter((issue) => site.shows(issue, false))
  return {
    id: 'jira',
    ...{ strangers, writes, server: { origin, serve } },
    places: [
      { account: 'jira', target: 'PAY' },
      { account: 'jira', target: 'OPS' },
    ],
    env: {
      ...{ JIRA_URL: origin, JIRA_EMAIL: bot.email, JIRA_API_TOKEN: token },
      JIRA_PROJECT: 'PAY',
      ...(webhookSecret && { JIRA_WEBHOOK_SECRET: webhookSecret }),
    },
    secondPlace: null,
    isElsewhere: (id, key) => (store.find(id)?.key ?? key) !== key,
    removed,
    isSame: (from, to) => from === to,
    issues: () => store.all().map(seen),
    passed: (_, cursor) => passedIn(shown(), cursor).map(seen),
    deeds: openDeeds(site, world.chance),
  }

  function serve({ method, url, headers, body, files, sentAt }: Arrived): Reply {
    const ask = (asked: Asked) => inCloud(asked, files)
    if (!['GET', 'HEAD'].includes(method) && !/\/(search|bulkfetch)/.test(url.pathname))
      writes.push(sentAt)
    const asked = {
      ...{ method, url: `${url.pathname}${url.search}` },
      ...{ headers: Object.fromEntries(headers), raw: Buffer.from(body) },
    }
    return replyOf(dataCenter ? answerAsDataCenter(asked, ask) : ask(asked))
  }

  function inCloud({ raw, ...request }: Asked, files: readonly SentFile[]) {
    try {
      const { call, route } = readRequest(request, raw, bot.accountId)
      const [name = ''] = route.names
      const { method, path } = call
      const issue =
        method === 'GET' || !route.endpoint.startsWith('/issue/:') ? null : store.find(name)
      if (issue && keyIn(issue.properties) === null) strangers.push(`${method} ${path}`)
      if (route.handle === addAttachment) return addFiles(site, call, name, files)
      return route.handle(site, call, ...route.names)
    } catch (error) {
      if (error instanceof Refusal) return error.answer
      throw error
    }
  }
}

/** A poll that saw an issue as it is does not look at it again. */
function passedIn(issues: readonly Issue[], cursor: string): Issue[] {
  const { seen: known } = JSON.parse(cursor) as { seen: Record<string, number> }
  return issues.filter(({ id, updated }) => known[id] === updated)
}

function replyOf(answer: Answer | Promise<Answer>): Reply {
  if (answer instanceof Promise) throw new Error('the simulated Jira waits for nothing')
  const { status, headers, body } = answer
  if (typeof body !== 'string') return { status, headers, body }
  return { status, headers, body: body === '' ? null : JSON.parse(body) }
}

function seen(issue: Issue): Seen {
  const { id, key, properties, status, resolution, comments, fields, attachments } = issue
  const isClosed = status.category === 'done'
  return {
    ...{ id, name: key, key: keyIn(properties), title: String(fields.summary) },
    status: isClosed ? 'closed' : 'open',
    reason: isClosed ? reasonOf(resolution?.name) : null,
    files: attachments.map((file) => ({ id: file.id, title: file.filename })),
    comments: comments.map((one) => ({
      id: one.id,
      isOurs: one.author !== casey.accountId,
      key: keyIn(one.properties),
      body: textOf(one.body),
    })),
  }
}

function reasonOf(resolution = ''): Reason {
  if (resolution === 'Duplicate') return 'duplicate'
  return resolution === "Won't Do" ? 'not_planned' : 'completed'
}

function keyIn(properties: Readonly<Record<string, unknown>>): string | null {
  return (properties[property] as { key?: string } | undefined)?.key ?? null
}
