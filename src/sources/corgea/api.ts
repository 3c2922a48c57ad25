import { z } from 'zod'
import type { AdapterContext } from '../../platform/adapter.ts'
import { callApi } from '../api.ts'
import { readItems } from '../items.ts'
import type { FetchPosition, Page, Source } from '../source.ts'
import { fromApi, fromSca } from './findings.ts'
import { ApiIssue, ScaIssue, type WebhookScan } from './schema.ts'

/** The most that a page may hold. */
const pageSize = 50

/** Corgea has a limit that it does not publish. */
const callEveryMs = 500

/** The resource of a finished scan: its id and its project, which the list of dependencies does not name. */
export function resourceOf({ scan_id, project }: WebhookScan): string {
  return [scan_id, project?.name].filter(Boolean).join(' ')
}

const Listed = z.object({
  total_pages: z.number().nullish().catch(null),
  issues: z.array(z.unknown()),
})

/** Opens the API. A scan's issues come first, then its vulnerable dependencies. https://docs.corgea.app/api-reference */
export function openCorgeaApi(
  url: string,
  token: string,
  tools: AdapterContext,
): Required<Pick<Source, 'fetch' | 'check' | 'callEveryMs'>> {
  const headers = { 'CORGEA-TOKEN': token }

  async function check(signal: AbortSignal): Promise<void> {
    await callApi(tools, 'Corgea', { url: `${url}/verify`, headers, signal }, z.unknown())
  }

  async function fetchPage(
    resource: string,
    { page }: FetchPosition,
    signal: AbortSignal,
  ): Promise<Page> {
    const [, scan = '', project] = /^(\S+)(?: (.+))?$/.exec(resource) ?? []
    const [list, number] = (page ?? 'issues 1').split(' ') as ['issues' | 'sca', string]
    const path = `${url}/scan/${encodeURIComponent(scan)}/issues${list === 'sca' ? '/sca' : ''}`
    const query = `page=${number}&page_size=${pageSize}&show_false_positives=true`
    const call = { url: `${path}?${query}`, headers, signal }
    const { data, asOf } = await callApi(tools, 'Corgea', call, Listed)
    const { total_pages: total, issues } = data
    const about = { project: project ?? 'corgea', site: new URL(url).origin, asOf }
    const read =
      list === 'sca'
        ? readItems(issues, ScaIssue, (issue) => fromSca(issue, about))
        : readItems(issues, ApiIssue, (issue) => fromApi(issue, about))
    const isLast = total ? Number(number) >= total : issues.length < pageSize
    return { ...read, next: nextOf(list, Number(number), isLast), since: null }
  }

  return { callEveryMs, check, fetch: fetchPage }
}

function nextOf(list: 'issues' | 'sca', page: number, isLast: boolean): string | null {
  if (!isLast) return `${list} ${page + 1}`
  return list === 'issues' ? 'sca 1' : null
}
