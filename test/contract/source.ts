import { describe, expect, it } from 'vitest'
import type { Severity } from '../../src/core/finding.ts'
import type { Hook, Source, SourceDefinition } from '../../src/sources/source.ts'

/** A source behind its hook, as its vendor would use it. */
export interface ProofBench {
  readonly source: Source
  /** A call with this body, genuine in every way. */
  call(body: unknown): Promise<Hook>
  /** The same call with a proof that is wrong, each in its own way. */
  forge(hook: Hook): readonly (readonly [how: string, hook: Hook])[]
}

/** And what its bodies say. */
export interface SourceBench extends ProofBench {
  /** Bodies of messages that tell of no finding, of one, and of others. */
  readonly none: readonly unknown[]
  readonly one: unknown
  readonly many: readonly unknown[]
  /** Fields, by their paths, that a message may lack. */
  readonly optional: readonly (readonly string[])[]
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
  return definition.open(env, { fetch, now, warn() {}, store: null }, { severities })
}

/** What a source must do whose calls have no body. */
export function describeProof(id: string, open: () => ProofBench): void {
  describe(`the source ${id}`, () => testProof(open(), null))
}

/** What every source must do, whoever sends. */
export function describeSource(id: string, open: () => SourceBench): void {
  describe(`the source ${id}`, () => {
    const bench = open()
    const { source } = bench
    const read = async (body: unknown) => source.parse(await bench.call(body)).findings

    testProof(bench, bench.one)

    it('finds nothing in what tells of none, and says why', async () => {
      for (const body of bench.none) {
        const { findings, note } = source.parse(await bench.call(body))
        expect(findings).toEqual([])
        expect(note).not.toBe('')
      }
    })

    it('finds one in what tells of one, complete', async () => {
      const [finding, ...others] = await read(bench.one)

      expect(others).toEqual([])
      expect(finding).toMatchObject({ source: id, key: expect.stringMatching(/./) })
      expect(finding?.title).toMatch(/\w/)
      expect(finding?.body).toMatch(/\w/)
      expect(finding?.project).toMatch(/\w/)
    })

    it('tells different findings apart, and knows each again', async () => {
      const keys = await Promise.all(bench.many.map(async (body) => (await read(body))[0]?.key))
      const again = await Promise.all(bench.many.map(async (body) => (await read(body))[0]?.key))

      expect(new Set(keys).size).toBe(bench.many.length)
      expect(again).toEqual(keys)
    })

    it('knows a finding again whatever the order of its fields, and without any that may be missing', async () => {
      const [finding] = await read(bench.one)

      expect((await read(reversed(bench.one)))[0]?.key).toBe(finding?.key)
      for (const path of bench.optional) {
        for (const value of [undefined, null, 17]) {
          const [poorer] = await read(changed(bench.one, path, value))
          expect(poorer?.key, path.join('.')).toBe(finding?.key)
        }
      }
    })

    it.each([
      ['an empty object', '{}'],
      ['a list', '[]'],
      ['null', 'null'],
      ['half a message', '{"event":'],
      ['no JSON', 'hello'],
      ['5 MB of one letter', JSON.stringify('a'.repeat(5_000_000))],
    ])('refuses %s, and says what is wrong', async (_, body) => {
      const hook = { ...(await bench.call(bench.one)), body }

      expect(() => source.parse(hook)).toThrow(expect.objectContaining({ name: 'Refused' }))
    })
  })
}

function testProof({ source, call, forge }: ProofBench, body: unknown): void {
  it('lets a genuine call pass', async () => {
    await expect(source.verify(await call(body))).resolves.toBeUndefined()
  })

  it('refuses a call without the right proof', async () => {
    for (const [how, forged] of forge(await call(body))) {
      const refused = { name: 'Refused', status: 403 }
      await expect(source.verify(forged), how).rejects.toMatchObject(refused)
    }
  })
}

function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, reversed(inner)])
  return Object.fromEntries(entries.toReversed())
}

function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to
  const object = value as Record<string, unknown>
  return { ...object, [key]: changed(object[key], rest, to) }
}
