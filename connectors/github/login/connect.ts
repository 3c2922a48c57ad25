import { Octokit } from '@octokit/rest'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { AdapterContext } from '../../../src/platform/adapter.ts'
import { isRefusal, translate } from '../errors.ts'
import { followReads } from '../repository/redirects.ts'

/** What to send as `Authorization`. `refused` is called if GitHub answers 401 to it. */
export interface Login {
  header(signal?: AbortSignal): Promise<string>
  refused(): void
}

/** The answer of one call: any status below 400, and 304, which Octokit alone would throw. */
type Answer = Awaited<ReturnType<Octokit['request']>>

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** Opens the API with any log-in: errors are translated here and nowhere else. */
export function connect(url: string, tools: AdapterContext, login: Login): Octokit {
  const client = new Octokit({
    baseUrl: url,
    userAgent: 'lockstep',
    log: quiet,
    request: { fetch: followReads(tools.fetch), log: quiet },
  })
  client.hook.wrap('request', async (request, options) => {
    try {
      addressById(options)
      options.headers.authorization = await login.header(options.request.signal)
      options.headers['x-github-api-version'] = '2022-11-28'
      return understood(await request(options))
    } catch (error) {
      if (isRefusal(error) && error.status === 304) return error.response as Answer
      const failure = translate(error, tools.now())
      if (failure.kind === 'unauthorized') login.refused()
      throw failure
    }
  })
  return client
}

/**
 * Addresses the repository by its id if one is given, as GitHub's own redirects and page links do.
 * Octokit's functions know repositories by name only.
 */
function addressById(options: { url: string; [parameter: string]: unknown }): void {
  if (options.repository_id === undefined) return
  options.url = options.url.replace('/repos/{owner}/{repo}', '/repositories/{repository_id}')
  delete options.owner
  delete options.repo
}

/**
 * Octokit takes redirects it was not asked to follow, and answers it could not parse, for success.
 */
function understood(answer: Answer): Answer {
  const { status, headers, data } = answer
  if (status >= 300) {
    throw new TrackerError('missing', `GitHub says it has moved to ${headers.location}`)
  }
  if (status !== 204 && (typeof data !== 'object' || data === null)) {
    throw new TrackerError('unavailable', `GitHub's answer (${status}) could not be read`)
  }
  return answer
}
