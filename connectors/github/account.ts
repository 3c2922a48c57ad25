import type { Octokit } from '@octokit/rest'
import type { z } from 'zod'
import type { RemoteRef } from '../../src/domain/issue.ts'
import type { AdapterContext } from '../../src/platform/adapter.ts'
import { problemsIn } from '../kit/answer.ts'
import { type Names, openNames } from './repository/names.ts'
import { openRepositories, type Repositories } from './repository/repositories.ts'

/** What the connector's parts work with: the API, and which repository each target means. */
export interface GithubAccount {
  readonly client: Octokit
  readonly repositories: Repositories
  readonly names: Names
  readonly warn: AdapterContext['warn']
  /** Whether issues may go to repositories that anybody can read, if their route does not say. */
  readonly mayBePublic: boolean
}

/** Opens the account. Makes no call. */
export function openAccount(
  client: Octokit,
  context: Pick<AdapterContext, 'now' | 'memory' | 'warn'>,
  mayBePublic = false,
): GithubAccount {
  const names = openNames(context)
  const repositories = openRepositories(client, { ...context, names })
  return { client, repositories, names, warn: context.warn, mayBePublic }
}

/** A repository as a call addresses it: by its id, because another repository can take its name. */
export function repositoryCall(id: number, signal: AbortSignal) {
  return { owner: '', repo: '', repository_id: id, request: { signal } }
}

/** The repository that the target has always meant, for a call. */
export async function repoOf({ repositories }: GithubAccount, target: string, signal: AbortSignal) {
  return repositoryCall(await repositories.idOf(target, signal), signal)
}

/** An issue, for a call: by its repository's id and its own number, which is its key. */
export async function addressOf(account: GithubAccount, issue: RemoteRef, signal: AbortSignal) {
  return { ...(await repoOf(account, issue.target, signal)), issue_number: Number(issue.key) }
}

/** What `addressOf` returns. */
export type IssueAddress = Awaited<ReturnType<typeof addressOf>>

/** Reads an entry of a list. An odd one is left out with a warning: the others are still valid. */
export function readEntry<T>(
  { warn }: GithubAccount,
  schema: z.ZodType<T>,
  entry: unknown,
): T | null {
  const { data, error } = schema.safeParse(entry)
  if (!error) return data
  const { html_url: url } = Object(entry) as { html_url?: unknown }
  const place = typeof url === 'string' ? url : ''
  warn('an entry of a list of GitHub could not be read and is left out', {
    place,
    problems: problemsIn(error),
  })
  return null
}
