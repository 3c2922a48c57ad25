import type { Arrived, Reply } from '../../network/network.ts'
import type { Repository } from './issues.ts'

const page = 'https://api.github.test'

/** The part of GitHub's API that keeps files on a branch; null for any other request. */
export function answerFiles(repo: Repository, request: Arrived, rest: string): Reply | null {
  const { method, body } = request
  const [, path] = /^\/contents\/(.+)$/.exec(rest) ?? []
  if (path && method === 'GET') return list(repo, decodeURIComponent(path))
  if (path) return put(repo, decodeURIComponent(path), JSON.parse(body))
  if (rest === '/git/trees' || rest === '/git/commits')
    return { status: 201, body: { sha: '0'.repeat(40) } }
  return rest === '/git/refs' ? startBranch(repo) : null
}

/** What is there is not overwritten by one who does not know its hash. */
function put(repo: Repository, path: string, { content }: { readonly content: string }): Reply {
  if (!repo.files) return { status: 404, body: { message: 'Branch not found' } }
  if (repo.files.has(path)) return { status: 422, body: { message: '"sha" wasn\'t supplied.' } }
  repo.files.set(path, content)
  return { status: 201, body: { content: present(repo, path) } }
}

function list(repo: Repository, folder: string): Reply {
  const found = [...(repo.files?.keys() ?? [])].filter((path) => path.startsWith(`${folder}/`))
  if (found.length === 0) return { status: 404, body: { message: 'Not Found' } }
  return { status: 200, body: found.map((path) => present(repo, path)) }
}

function startBranch(repo: Repository): Reply {
  if (repo.files) return { status: 422, body: { message: 'Reference already exists' } }
  repo.files = new Map()
  return { status: 201, body: { ref: 'refs/heads/lockstep-attachments' } }
}

function present({ name }: Repository, path: string) {
  return { path, html_url: `${page}/${name}/blob/lockstep-attachments/${path}` }
}
