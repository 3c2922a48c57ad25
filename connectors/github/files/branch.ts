import { type FailureKind, TrackerError } from '../../../src/domain/errors.ts'
import { type GithubAccount, repoOf } from '../account.ts'
import { asAttachmentTrouble, branch, statusOf } from './trouble.ts'

const readme = 'Lockstep keeps the attachments of issues here. Nothing else is on this branch.\n'

interface NewFile {
  readonly path: string
  /** The content in standard Base64. */
  readonly base64: string
}

/**
 * Writes the file to the branch `lockstep-attachments`, which is started if it is missing, and
 * returns the address of its page. A file that is there already is left alone: its path holds its
 * content's hash.
 */
export async function commitFile(
  account: GithubAccount,
  target: string,
  file: NewFile,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await putFile(account, target, file, signal).catch(async (error) => {
      if (kindOf(error) !== 'missing') throw error
      await startBranch(account, target, signal)
      return putFile(account, target, file, signal)
    })
  } catch (error) {
    throw asAttachmentTrouble(error)
  }
}

async function putFile(account: GithubAccount, target: string, file: NewFile, signal: AbortSignal) {
  const { path, base64: content } = file
  const message = `Attach ${path} [skip ci]`
  const place = { ...(await repoOf(account, target, signal)), path, branch }
  try {
    const { data } = await account.client.rest.repos.createOrUpdateFileContents({
      ...place,
      message,
      content,
    })
    return data.content?.html_url ?? ''
  } catch (error) {
    // 422: the file is there, and GitHub wants the hash of what would be overwritten.
    const there = statusOf(error) === 422 && (await findFile(account, target, path, signal))
    if (there) return there
    throw error
  }
}

/**
 * The page of a file on the branch, or null. Its folder is listed, because reading the file would
 * send its content.
 */
async function findFile(account: GithubAccount, target: string, path: string, signal: AbortSignal) {
  const folder = path.slice(0, path.lastIndexOf('/'))
  const place = { ...(await repoOf(account, target, signal)), path: folder, ref: branch }
  const { data } = await account.client.rest.repos.getContent(place)
  return (Array.isArray(data) && data.find((entry) => entry.path === path)?.html_url) || null
}

/**
 * Starts the branch from a commit without parents, so that it copies no code and sets off no build
 * of it.
 */
async function startBranch(
  account: GithubAccount,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const repo = await repoOf(account, target, signal)
  const file = { path: 'README.md', mode: '100644', type: 'blob', content: readme } as const
  const tree = await account.client.rest.git
    .createTree({ ...repo, tree: [file] })
    .catch((error) => unlessEmpty(error))
  // An empty repository takes no tree. Its first file makes the branch.
  if (!tree) return startEmpty(account, target, signal)
  const message = 'Start the branch of attachments [skip ci]'
  const first = { ...repo, message, tree: tree.data.sha, parents: [] }
  const { sha } = (await account.client.rest.git.createCommit(first)).data
  await account.client.rest.git
    .createRef({ ...repo, ref: `refs/heads/${branch}`, sha })
    .catch((error) => {
      // Somebody else has just started it. A rule against new branches is a 422 too.
      if (statusOf(error) !== 422 || !/already exists/i.test(error.message)) throw error
    })
}

async function startEmpty(
  account: GithubAccount,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const place = { ...(await repoOf(account, target, signal)), path: 'README.md', branch }
  const message = 'Start the branch of attachments [skip ci]'
  const content = btoa(readme)
  await account.client.rest.repos.createOrUpdateFileContents({ ...place, message, content })
}

function unlessEmpty(error: unknown): null {
  if (statusOf(error) === 409 && /empty/i.test((error as Error).message)) return null
  throw error
}

function kindOf(error: unknown): FailureKind | null {
  return error instanceof TrackerError ? error.kind : null
}
