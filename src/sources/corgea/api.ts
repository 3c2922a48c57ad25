import { z } from 'zod'
import type { Tools } from '../../core/edge.ts'
import { callApi } from '../api.ts'
import type { Page, Source } from '../source.ts'
import { fromApi, fromSca } from './findings.ts'
import { ApiIssue, ScaIssue } from './schema.ts'

/** The most that a page may hold. */
const pageSize = 50

/** Corgea publishes no limit, but has one. */
const pageEveryMs = 500

const Listed = <T extends z.ZodType>(issue: T) =>
  z.object({ total_pages: z.number().nullish().catch(null), issues: z.array(issue) })

/** The API that answers what a scan found: its issues first, then its vulnerable dependencies. https://docs.corgea.app/api-reference */
export function openCorgeaApi(
  url: string,
  token: string,
  tools: Tools,
): Required<Pick<Source, 'collect' | 'check' | 'pageEveryMs'>> {
  const headers = { 'CORGEA-TOKEN': token }

  async function check(signal: AbortSignal): Promise<void> {
    await callApi(tools.fetch, 'Corgea', { url: `${url}/verify`, headers, signal }, z.unknown())
  }

  async function collect(
    scan: string,
    { page }: { page: string | null },
    signal: AbortSignal,
  ): Promise<Page> {
    const [list, number] = (page ?? 'issues 1').split(' ') as ['issues' | 'sca', string]
    const path = `${url}/scan/${encodeURIComponent(scan)}/issues${list === 'sca' ? '/sca' : ''}`
    const query = `page=${number}&page_size=${pageSize}&show_false_positives=true`
    const call = { url: `${path}?${query}`, headers, signal }
    const answer =
      list === 'sca'
        ? await callApi(
            tools.fetch,
            'Corgea',
            call,
            Listed(ScaIssue.transform((issue) => fromSca(issue, 'corgea'))),
          )
        : await callApi(tools.fetch, 'Corgea', call, Listed(ApiIssue.transform(fromApi)))
    const isLast = Number(number) >= (answer.total_pages ?? 1)
    return { findings: answer.issues, next: nextOf(list, Number(number), isLast), seen: null }
  }

  return { pageEveryMs, check, collect }
}

function nextOf(list: 'issues' | 'sca', page: number, isLast: boolean): string | null {
  if (!isLast) return `${list} ${page + 1}`
  return list === 'issues' ? 'sca 1' : null
}
