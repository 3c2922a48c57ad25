import type { Github } from './server.ts'

/** An issue as a person reads it. */
export interface PersonIssue {
  readonly number: number
  readonly title: string
  readonly body: string
  readonly state: string
  readonly state_reason: string | null
  readonly html_url: string
  readonly labels: string[]
  readonly comments: string[]
}

interface Listed extends Omit<PersonIssue, 'labels' | 'comments'> {
  readonly labels: { readonly name: string }[]
}

/** All issues of the repository in the order they were filed, read with a person's log-in. */
export async function issuesOf(github: Github): Promise<PersonIssue[]> {
  const path = `/repos/${github.target}/issues`
  const listed: Listed[] = []
  let next: string | undefined = `${path}?state=all&sort=created&direction=asc&per_page=100`
  while (next !== undefined) {
    const response = await ask(github, next)
    listed.push(...((await response.json()) as Listed[]))
    next = response.headers.get('link')?.match(/<([^>]+)>; rel="next"/)?.[1]
  }
  return Promise.all(
    listed.map(async (issue) => ({
      ...issue,
      labels: issue.labels.map(({ name }) => name),
      comments: await commentsOf(
        github,
        `${path}/${issue.number}/comments?per_page=100`,
        listed.length,
      ),
    })),
  )
}

/** Comments are read for small repositories only: nobody reads a thousand threads. */
async function commentsOf(github: Github, path: string, issues: number): Promise<string[]> {
  if (issues > 50) return []
  const comments = (await (await ask(github, path)).json()) as { readonly body: string }[]
  return comments.map(({ body }) => body)
}

async function ask(github: Github, path: string): Promise<Response> {
  const headers = { Authorization: `Bearer ${github.personToken}` }
  const response = await fetch(new URL(path, github.url), { headers })
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response
}
