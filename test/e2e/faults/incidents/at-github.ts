import { makeFinding } from '../../../support/finding.ts'
import { type Asked, reply } from '../../../support/memory-github.ts'
import { atGithub, githubMended, type Incident, retry } from './incident.ts'

const lacksRight = 'Resource not accessible by personal access token'

/** What can happen at GitHub. */
export const githubIncidents: readonly Incident[] = [
  {
    name: "GitHub's token is revoked",
    begins: atGithub(() => reply(401, { message: 'Bad credentials' })),
    says: {
      ready:
        /GitHub refuses the log-in since \S+Z: Bad credentials\. 1 finding waits\. Next try at \S+Z\. Set a valid GITHUB_TOKEN, and restart\./,
      log: /"error","message":"work is paused".+"account":"github","reason":"Bad credentials"/,
      alert:
        /GitHub refuses the log-in .+ Bad credentials\. .+ Set a valid GITHUB_TOKEN, and restart\./,
      remedy: /^Set a valid GITHUB_TOKEN and restart\.$/,
      console:
        /GitHub refuses the log-in[\s\S]+Bad credentials[\s\S]+1 finding waits[\s\S]+GITHUB_TOKEN[\s\S]+Check now/,
    },
    mend: [githubMended],
    issues: 1,
  },
  {
    name: 'the token may no longer write to the repository',
    begins: atGithub(({ method, path }) =>
      method === 'POST' || path.endsWith('/acme/shop') ? reply(403, { message: lacksRight }) : null,
    ),
    says: {
      ready:
        /GitHub refuses access to acme\/shop since \S+Z: .+ not accessible .+ 1 finding waits\. .+ Give the log-in the permission/,
      log: /"error","message":"work is paused".+"destination":"github:acme\/shop"/,
      alert: /GitHub refuses access to acme\/shop/,
      remedy: /^Let the log-in read acme\/shop\.$/,
      console: /GitHub refuses access to acme\/shop[\s\S]+not accessible[\s\S]+Check now/,
    },
    mend: [githubMended],
    issues: 1,
  },
  {
    name: 'the repository is renamed',
    wellBefore: true,
    begins: ({ github }) => github.rename('acme/shop', 'acme/legacy'),
    says: {
      ready: null,
      log: /"warning","message":"a repository has another name now".+"name":"acme\/legacy"/,
      alert: null,
      remedy: /^Write acme\/legacy in GITHUB_REPO or in the route's target\.$/,
      console: null,
    },
    mend: [({ restart }) => restart({ env: { GITHUB_REPO: 'acme/legacy' } })],
    issues: 2,
  },
  {
    name: 'attachments are not permitted',
    begins: atGithub(({ method, path }) =>
      method !== 'GET' && /\/(git|contents)\//.test(path)
        ? reply(403, { message: lacksRight })
        : null,
    ),
    async arrives({ bridge }) {
      const { body } = await bridge().kondukto('POST', '/api/v1/issues', makeFinding())
      const attachments = [{ title: 'proof.txt', base64_content: btoa('proof') }]
      await bridge().kondukto('POST', `/api/v1/issues/${body.id}/attachments`, { attachments })
    },
    says: {
      ready: /GitHub: 1 job failed since .+attachments need Contents: read and write/,
      log: /"error","message":"a job failed".+"kind":"attach".+Contents: read and write/,
      alert: /GitHub: 1 job failed .+ Contents: read and write/,
      remedy: /^Give the token Contents: read and write\.$/,
      console: /GitHub: 1 job failed[\s\S]+Contents: read and write[\s\S]+Retry/,
    },
    mend: [atGithub(takesFiles), retry],
    issues: 1,
  },
  {
    name: 'GitHub drops the labels',
    begins: atGithub((asked) => {
      if (asked.method === 'GET' && asked.path === '/repos/acme/shop') return mayOnlyRead()
      if (asked.body.title) asked.body.labels = []
      return null
    }),
    says: {
      ready: null,
      log: /"warning","message":"the tracker did not take everything".+label severity:high/,
      alert: null,
      remedy: /^Give that user the role Write in acme\/shop\.$/,
      console: null,
    },
    mend: [],
    issues: 1,
  },
  {
    name: 'GitHub is down',
    wellBefore: true,
    minutes: 15,
    later: 80,
    begins: atGithub(() => reply(500, { message: 'Server Error' })),
    says: {
      ready: /github:acme\/shop: changes are not read since \S+Z: Server Error\. Lockstep goes on/,
      log: /"warning","message":"a job failed".+"kind":"poll".+Server Error/,
      alert: /changes are not read/,
      remedy: /^Check GITHUB_URL, and that this machine may connect to it\.$/,
      console: /github:acme\/shop: changes are not read[\s\S]+Server Error/,
    },
    mend: [githubMended],
    issues: 2,
  },
  {
    name: 'GitHub limits the rate',
    later: 60,
    begins: atGithub(({ method }) =>
      method === 'POST'
        ? Response.json(
            { message: 'secondary rate limit' },
            { status: 403, headers: { 'retry-after': '3600' } },
          )
        : null,
    ),
    says: {
      ready: null,
      log: /"warning","message":"a job failed".+"outcome":"limited".+secondary rate limit/,
      alert: null,
      remedy: null,
      console: null,
    },
    mend: [githubMended],
    issues: 1,
  },
  {
    name: 'GitHub refuses a text for good',
    begins: atGithub(({ method, body }) =>
      method === 'POST' && body.title ? reply(422, { message: 'Bad title' }) : null,
    ),
    says: {
      ready: /GitHub: 1 job failed since \S+Z: Bad title\. Mend the cause, then retry/,
      log: /"error","message":"a job failed".+"state":"failed".+Bad title/,
      alert: /GitHub: 1 job failed .+ Bad title/,
      remedy: null,
      console: /GitHub: 1 job failed[\s\S]+Bad title[\s\S]+Retry/,
    },
    mend: [githubMended, retry],
    issues: 1,
  },
]

function mayOnlyRead(): Response {
  const usual = { id: 1000, full_name: 'acme/shop', has_issues: true, private: true }
  return reply(200, { ...usual, permissions: { push: false } })
}

/** The branch of attachments, as far as a file needs it. */
function takesFiles({ method, path }: Asked): Response | null {
  const content = { html_url: 'https://github.test/acme/shop/blob/proof.txt' }
  return method === 'PUT' && path.includes('/contents/') ? reply(201, { content }) : null
}
