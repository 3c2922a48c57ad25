import { expect, it } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'

/** What a scanner says, whichever way it comes, and how it is read. */
export interface FindingsBench {
  /** The findings in a thing that the scanner says. */
  read(said: unknown): Promise<readonly Finding[]>
  /** What tells of one finding, and what tells of others. */
  readonly one: unknown
  readonly many: readonly unknown[]
  /** Fields, by their paths, that it may lack. */
  readonly optional: readonly (readonly string[])[]
}

/** What holds of findings from every scanner: they are complete, and known again whatever else is missing. */
export function testFindings(id: string, { read, one, many, optional }: FindingsBench): void {
  it('finds one in what tells of one, complete', async () => {
    const [finding, ...others] = await read(one)

    expect(others).toEqual([])
    expect(finding).toMatchObject({ source: id, key: expect.stringMatching(/./) })
    expect(finding?.title).toMatch(/\w/)
    expect(finding?.body).toMatch(/\w/)
    expect(finding?.project).toMatch(/\w/)
  })

  it('tells different findings apart, and knows each again', async () => {
    const keys: unknown[] = []
    for (const said of [...many, ...many]) keys.push((await read(said))[0]?.key)

    expect(new Set(keys).size).toBe(many.length)
    expect(keys.slice(many.length)).toEqual(keys.slice(0, many.length))
  })

  it('knows a finding again whatever the order of its fields, and without any that may be missing', async () => {
    const [finding] = await read(one)

    expect((await read(reversed(one)))[0]?.key).toBe(finding?.key)
    for (const path of optional) {
      for (const value of [undefined, null, 17]) {
        const [poorer] = await read(changed(one, path, value))
        expect(poorer?.key, path.join('.')).toBe(finding?.key)
      }
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
