import { z } from 'zod'
import { TrackerError } from '../../domain/errors.ts'
import type { AdapterContext } from '../../platform/adapter.ts'
import { type ApiAnswer, type ApiCall, callApi } from '../api.ts'
import { readItems } from '../items.ts'
import type { FetchPosition, Page, Push, Source } from '../source.ts'
import { findingOf, Issue } from './finding.ts'
import { pushRequest } from './push.ts'

/** Issues in a page. HCL's own gateway asks for 500, but a Worker's event has room for 200. */
const pageSize = 200
/** 400 requests a minute; AppScan allows 500. */
const callEveryMs = 150
/** A token is renewed this long before it ends, in milliseconds. */
const earlyMs = 60_000

const Token = z.object({ Token: z.string().min(1), Expire: z.string().nullish().catch(null) })
/** The time of an item's last change, whatever else is wrong with the item. */
const Changed = Issue.pick({ LastUpdated: true })
const Issues = z.object({ Items: z.array(z.unknown()) })

/** Opens the API with its key. https://cloud.appscan.com/swagger/index.html */
export function openAppscanApi(
  url: string,
  key: { readonly id: string; readonly secret: string },
  tools: AdapterContext,
): Required<Pick<Source, 'fetch' | 'check' | 'push' | 'callEveryMs'>> {
  let token: { readonly text: string; readonly until: number } | null = null

  async function logIn(signal: AbortSignal): Promise<string> {
    const body = { KeyId: key.id, KeySecret: key.secret }
    const address = `${url}/api/v4/Account/ApiKeyLogin`
    // AppScan refuses a key with 400 or 401.
    const request = { url: address, headers: {}, body, signal }
    const { data } = await call(request, Token).catch((error) => {
      if (error instanceof TrackerError && error.kind === 'rejected')
        throw new TrackerError('unauthorized', 'AppScan refuses the API key', { cause: error })
      throw error
    })
    const until = Date.parse(data.Expire ?? '') || tools.now() + 10 * earlyMs
    token = { text: data.Token, until }
    return data.Token
  }

  /** Uses the current token; retries once with a new one if it is refused. */
  async function ask<T>(
    path: string,
    signal: AbortSignal,
    shape: z.ZodType<T>,
    put: { body?: unknown; method?: 'PUT' } = {},
  ): Promise<T> {
    const fresh = token && token.until - earlyMs > tools.now() ? token.text : null
    const send = (text: string) =>
      call(
        { url: `${url}${path}`, headers: { authorization: `Bearer ${text}` }, signal, ...put },
        shape,
      )
    if (!fresh) return (await send(await logIn(signal))).data
    const { data } = await send(fresh).catch(async (error) => {
      if (!(error instanceof TrackerError) || error.kind !== 'unauthorized') throw error
      return send(await logIn(signal))
    })
    return data
  }

  function call<T>(request: ApiCall, shape: z.ZodType<T>): Promise<ApiAnswer<T>> {
    return callApi(tools, 'AppScan', request, shape)
  }

  async function fetchPage(
    resource: string,
    { page, since }: FetchPosition,
    signal: AbortSignal,
  ): Promise<Page> {
    const skip = Number(page ?? 0)
    const changed =
      since && resource.startsWith('Application/') ? `&$filter=LastUpdated ge ${since}` : ''
    // Ordered by id, so that an issue that changes during the fetch keeps its place.
    const query = `applyPolicies=None&$top=${pageSize}&$skip=${skip}&$orderby=Id${changed}`
    const encoded = encodeURI(query).replaceAll('+', '%2B')
    const { Items } = await ask(`/api/v4/Issues/${resource}?${encoded}`, signal, Issues)
    const times = Items.flatMap((item) => Changed.safeParse(item).data?.LastUpdated ?? [])
    return {
      ...readItems(Items, Issue, findingOf),
      next: Items.length < pageSize ? null : String(skip + Items.length),
      since: times.reduce<string | null>((last, time) => (last && last > time ? last : time), null),
    }
  }

  const push: Push = async (finding, change, signal) => {
    const { path, body } = pushRequest(finding, change)
    await ask(path, signal, z.unknown(), { method: 'PUT', body })
  }

  return {
    callEveryMs,
    fetch: fetchPage,
    push,
    check: async (signal) => void (await logIn(signal)),
  }
}
