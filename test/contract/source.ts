import { describe, expect, it } from 'vitest'
import type { Severity } from '../../src/domain/finding.ts'
import { bytesOf } from '../../src/platform/bytes.ts'
import type { Source, SourceDefinition } from '../../src/sources/source.ts'
import type { Webhook, WebhookRequest } from '../../src/sources/webhook.ts'
import { contextOf } from '../trackers/kit/context.ts'
import { type FindingsBench, testFindings } from './findings.ts'

/** A source behind its request, as its vendor would use it. */
export interface ProofBench {
  readonly webhook: Webhook
  /** A call with this body, genuine in every way. */
  call(body: unknown): Promise<WebhookRequest>
  /** The same call with a proof that is wrong, each in its own way. */
  forge(request: WebhookRequest): readonly (readonly [how: string, request: WebhookRequest])[]
}

/** And what its bodies say. */
export interface SourceBench extends ProofBench, Omit<FindingsBench, 'read'> {
  /** Bodies of messages that hold no finding. */
  readonly none: readonly unknown[]
}

/** A source with these settings, which must suffice to turn it on. */
export function openSource<Env>(
  definition: SourceDefinition<Env>,
  settings: Record<string, string>,
  {
    now = Date.now,
    severities = {},
  }: { now?: () => number; severities?: Record<string, Severity> } = {},
): Source {
  const env = definition.env.parse(settings)
  if (env === null) throw new Error('the source is off')
  return definition.open(env, contextOf({ now }), { severities })
}

/** The webhooks of such a source. */
export function openWebhook<Env>(...of: Parameters<typeof openSource<Env>>): Webhook {
  const { webhook } = openSource(...of)
  if (!webhook) throw new Error('the source has no webhooks')
  return webhook
}

/** What a source must do whose calls have no body. */
export function describeProof(id: string, open: () => ProofBench): void {
  describe(`the source ${id}`, () => testProof(open(), null))
}

/** What every source must do, whoever sends. */
export function describeSource(id: string, open: () => SourceBench): void {
  describe(`the source ${id}`, () => {
    const bench = open()
    const { webhook } = bench
    const read = async (body: unknown) => webhook.parse(await bench.call(body)).findings

    testProof(bench, bench.one)

    it('finds nothing in what tells of none, and says why', async () => {
      for (const body of bench.none) {
        const { findings, note } = webhook.parse(await bench.call(body))
        expect(findings).toEqual([])
        expect(note).not.toBe('')
      }
    })

    testFindings(id, { ...bench, read })

    it.each([
      ['an empty object', '{}'],
      ['a list', '[]'],
      ['null', 'null'],
      ['half a message', '{"event":'],
      ['no JSON', 'hello'],
      ['5 MB of one letter', JSON.stringify('a'.repeat(5_000_000))],
    ])('finds nothing in %s, and says what is wrong', async (_, body) => {
      const request = { ...(await bench.call(bench.one)), body: bytesOf(body) }

      const { findings, comments, resource, note } = webhook.parse(request)

      expect([findings, comments, resource]).toEqual([[], [], null])
      expect(note).not.toBe('')
    })
  })
}

function testProof({ webhook, call, forge }: ProofBench, body: unknown): void {
  it('lets a genuine call pass', async () => {
    await expect(webhook.verify(await call(body))).resolves.toBeUndefined()
  })

  it('proves who sends without the body, or with a signature of it', async () => {
    const bare = webhook.verify({ ...(await call(body)), body: new Uint8Array() })

    if (webhook.signed) await expect(bare).rejects.toMatchObject({ status: 403 })
    else await expect(bare).resolves.toBeUndefined()
  })

  it('refuses a call without the right proof', async () => {
    for (const [how, forged] of forge(await call(body))) {
      const refused = { name: 'HttpError', status: 403 }
      await expect(webhook.verify(forged), how).rejects.toMatchObject(refused)
    }
  })
}
