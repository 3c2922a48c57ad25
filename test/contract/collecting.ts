import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import type { Page, Source } from '../../src/sources/source.ts'
import { testFindings } from './findings.ts'

/** A source before its scanner's API. */
export interface CollectingBench {
  readonly source: Source
  /** What a message asked to collect. */
  readonly what: string
  /** From now on the API answers these. */
  answer(items: readonly unknown[]): void
  readonly one: unknown
  readonly many: readonly unknown[]
  readonly optional: readonly (readonly string[])[]
}

/** What every source must do that fetches its findings. */
export function describeCollecting(what: string, id: string, bench: CollectingBench): void {
  describe(what, () => {
    testFindings(id, { ...bench, read: (item) => collect(bench, [item]) })

    it('finds nothing where there is none', async () => {
      expect(await collect(bench, [])).toEqual([])
    })

    it('finds all of many', async () => {
      expect(await collect(bench, bench.many)).toHaveLength(bench.many.length)
    })
  })
}

/** Everything from the first page to the last. */
async function collect(
  { source, what, answer }: CollectingBench,
  items: readonly unknown[],
): Promise<Finding[]> {
  answer(items)
  const found: Finding[] = []
  for (let page: string | null = null, isFirst = true; page !== null || isFirst; isFirst = false) {
    const signal = AbortSignal.timeout(10_000)
    const answered: Page | undefined = await source.fetch?.(what, { page, since: null }, signal)
    found.push(...(answered?.findings ?? []))
    page = answered?.next ?? null
  }
  return found
}
