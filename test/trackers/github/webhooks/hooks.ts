import { type Call, json, type Reply, refusal } from '../wire.ts'
import type { Sent } from './webhooks.ts'

/** What GitHub remembers of the webhooks that it sent. */
export interface Hooks {
  /** From now on the repository, or the App, has a webhook to this address; without any none may be seen. */
  point(to: string): void
  /** Remembers how a message was answered. */
  learn(sent: Sent, status: number): void
  /** The answer to a question about them, or null where the call asks for something else. */
  answer(call: Call, url: string): Reply | null
  reset(): void
}

interface Delivery {
  readonly id: number
  readonly guid: string
  readonly event: string
  readonly status_code: number
}

/** Messages that are to be sent again go to `outbox`. */
export function openHooks(outbox: Sent[]): Hooks {
  let address: string | null = null
  const deliveries: Delivery[] = []
  const messages = new Map<string, Sent>()
  return {
    point(to) {
      address = to
    },
    learn(sent, status_code) {
      const guid = sent.headers['x-github-delivery'] ?? ''
      messages.set(guid, sent)
      const event = sent.headers['x-github-event'] ?? ''
      deliveries.unshift({ id: deliveries.length + 1, guid, event, status_code })
    },
    answer(call, url) {
      if (!/^\/(app\/hook|repos\/[^/]+\/[^/]+\/hooks)(\/|$)/.test(call.path)) return null
      if (address === null) return refusal(404, 'Not Found')
      const config = { url: address, content_type: 'json' }
      if (call.path.endsWith('/config')) return json(200, config)
      if (call.path.endsWith('/hooks')) return json(200, [{ id: 1, active: true, config }])
      if (call.path.endsWith('/deliveries')) return list(call, url)
      return again(Number(/\/deliveries\/(\d+)\/attempts$/.exec(call.path)?.[1]))
    },
    reset() {
      address = null
      deliveries.length = 0
    },
  }

  function list({ path, query }: Call, url: string): Reply {
    const from = Number(query.get('cursor') ?? 0)
    const to = from + Number(query.get('per_page') ?? 30)
    const link = { link: `<${url}${path}?per_page=100&cursor=${to}>; rel="next"` }
    return json(200, deliveries.slice(from, to), to < deliveries.length ? link : {})
  }

  function again(id: number): Reply {
    const sent = messages.get(deliveries.find((delivery) => delivery.id === id)?.guid ?? '')
    if (!sent) return refusal(404, 'Not Found')
    outbox.push(sent)
    return json(202, {})
  }
}
