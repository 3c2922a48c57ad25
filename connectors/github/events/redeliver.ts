import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../../src/domain/errors.ts'
import { type GithubAccount, repoOf } from '../account.ts'
import { nextPage } from '../calls.ts'

/** One try of GitHub's at a message: `guid` is the message's, the same however often it is tried. */
interface Delivery {
  readonly id: number
  readonly guid: string
  readonly event: string
  readonly status_code: number
}

/** A webhook whose deliveries can be listed, newest first, and sent again. */
interface Hook {
  list(
    page: Record<string, string>,
  ): Promise<{ data: readonly Delivery[]; headers: { link?: string } }>
  again(delivery: number): Promise<unknown>
}

/** Who may ask: the log-in that files issues and, for a GitHub App, the App itself. */
export interface Askers {
  readonly account: GithubAccount
  readonly app: Octokit | null
}

/** A message that fails this often is left alone. */
const maxTries = 4
/** Enough for 500 deliveries; GitHub keeps them for three days. */
const maxPages = 5
/** The rest is the next time's. */
const maxAtOnce = 10

/**
 * Asks GitHub to redeliver the webhooks to `address` that failed, those of the repository and of the App. Returns how many; 0
 * if the log-in may not see webhooks, which needs a permission of its own.
 * https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries
 */
export async function redeliver(
  askers: Askers,
  target: string,
  { address, signal }: { address: string; signal: AbortSignal },
): Promise<number> {
  let count = 0
  for (const hook of await hooksOf(askers, target, address, signal)) {
    for (const delivery of missed(await deliveriesOf(hook)).slice(0, maxAtOnce - count)) {
      await hook.again(delivery).catch(unlessRefused(null))
      count += 1
    }
  }
  return count
}

/** The last try of each message about issues that never arrived, oldest first. */
function missed(deliveries: readonly Delivery[]): number[] {
  const ours = deliveries.filter(({ event }) => ['issues', 'issue_comment'].includes(event))
  const messages = [...Map.groupBy(ours, ({ guid }) => guid).values()]
  const failed = messages.filter((tries) => tries.length < maxTries && !tries.some(isDelivered))
  return failed.flatMap(([last]) => last?.id ?? []).toReversed()
}

function isDelivered({ status_code: status }: Delivery): boolean {
  return status >= 200 && status < 300
}

async function deliveriesOf(hook: Hook): Promise<Delivery[]> {
  const all: Delivery[] = []
  let page: Record<string, string> | null = {}
  for (let pages = 0; page && pages < maxPages; pages++) {
    const { data, headers } = await hook.list(page)
    all.push(...data)
    page = nextPage(headers)
  }
  return all
}

async function hooksOf(
  { account, app }: Askers,
  target: string,
  address: string,
  signal: AbortSignal,
): Promise<Hook[]> {
  const { client } = account
  const repo = await repoOf(account, target, signal)
  const { request } = repo
  const inRepo = await client.rest.repos
    .listWebhooks({ ...repo, per_page: 100 })
    .catch(unlessRefused({ data: [] }))
  const hooks = inRepo.data
    .filter(({ config }) => config.url === address)
    .map(({ id: hook_id }): Hook => {
      const { listWebhookDeliveries, redeliverWebhookDelivery } = client.rest.repos
      return {
        list: (page) => listWebhookDeliveries({ ...repo, hook_id, per_page: 100, ...page }),
        again: (delivery_id) => redeliverWebhookDelivery({ ...repo, hook_id, delivery_id }),
      }
    })
  const config = await app?.rest.apps.getWebhookConfigForApp({ request }).catch(unlessRefused(null))
  if (!app || config?.data.url !== address) return hooks
  const { listWebhookDeliveries, redeliverWebhookDelivery } = app.rest.apps
  const ofApp: Hook = {
    list: (page) => listWebhookDeliveries({ request, per_page: 100, ...page }),
    again: (delivery_id) => redeliverWebhookDelivery({ request, delivery_id }),
  }
  return [...hooks, ofApp]
}

/** Returns `otherwise` if it may not be seen or is not there. */
function unlessRefused<T>(otherwise: T): (error: unknown) => T {
  return (error) => {
    const passed = ['forbidden', 'missing', 'rejected']
    if (error instanceof TrackerError && passed.includes(error.kind)) return otherwise
    throw error
  }
}
