import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { openMemoryGithub, reply } from '../support/memory-github.ts'
import { findings, refusing, repository, rowsWith } from './bench.ts'

const { env } = openMemoryGithub({ now: 0 })
const secret = 'a-webhook-secret'
const events = 'http://bridge/trackers/github/events'

it('nothing is found in a set-up that is right', async () => {
  const rows = await rowsWith({ trouble: repository({}) })

  expect(findings(rows)).toEqual([])
  expect(rows.map(({ message }) => message)).toContain('The log-in may file issues.')
})

it.each([
  [
    'a token that is refused',
    () => reply(401, { message: 'Bad credentials' }),
    'GitHub rejects the token: Bad credentials.',
    'Set a valid GITHUB_TOKEN and restart.',
  ],
  [
    'a classic token without the scope',
    repository({}, { 'x-oauth-scopes': 'gist, read:org' }),
    "The token's scopes (gist, read:org) do not include repo.",
    'Give the token the scope repo at https://github.com/settings/tokens.',
  ],
  [
    'a typo in the name of the repository',
    refusing('GET', '/acme/shop', 404, 'Not Found'),
    'GitHub shows no repository acme/shop to this log-in.',
    "Correct GITHUB_REPO or the route's target, or give the log-in access to acme/shop.",
  ],
  [
    'issues that are turned off',
    repository({ has_issues: false }),
    'Issues are turned off.',
    'Turn on Issues under Settings, General, Features.',
  ],
  [
    'an archived repository',
    repository({ archived: true }),
    'The repository is archived.',
    'Unarchive it under Settings, General, or route its findings elsewhere.',
  ],
  [
    'a public repository',
    repository({ private: false, visibility: 'public' }),
    'The repository is public, and nothing says that findings may be filed there.',
    'Make acme/shop private. If it is meant, add "public: true" to the route\'s "to", or set GITHUB_PUBLIC=true if there is no routes file.',
  ],
  [
    'a token that may not file issues',
    refusing('POST', '/issues', 403, 'Resource not accessible by personal access token'),
    'The log-in may not file issues.',
    'Give the token Issues: read and write.',
  ],
])('names %s, and how to mend it', async (_, trouble, message, remedy) => {
  const rows = await rowsWith({ trouble })

  expect(findings(rows)).toEqual([
    { level: 'problem', subject: expect.stringMatching(/^(GitHub|acme\/shop)$/), message, remedy },
  ])
})

it('names attachments that the token may not write, as a warning', async () => {
  const rows = await rowsWith({ trouble: refusing('POST', '/git/refs', 403, 'Not accessible') })

  expect(findings(rows)).toEqual([
    expect.objectContaining({
      level: 'warning',
      remedy: 'Give the token Contents: read and write.',
    }),
  ])
})

it('names a user who may only read, of whom GitHub drops labels without a word', async () => {
  const rows = await rowsWith({ trouble: repository({ permissions: { push: false } }) })

  expect(findings(rows)).toEqual([
    {
      level: 'warning',
      subject: 'acme/shop',
      message: 'GitHub drops labels and assignees: the user of the token may not write here.',
      remedy: 'Give that user the role Write in acme/shop.',
    },
  ])
})

it('names the secret of a webhook that we refuse', async () => {
  const hook = { id: 1, config: { url: events }, last_response: { code: 403 } }
  const rows = await rowsWith({
    env: { ...env, GITHUB_WEBHOOK_SECRET: secret, PUBLIC_URL: 'http://bridge' },
    trouble: ({ path }) => (path.endsWith('/hooks') ? reply(200, [hook]) : null),
  })

  expect(findings(rows)).toContainEqual({
    level: 'problem',
    subject: 'acme/shop',
    message: 'Its last webhook was refused with 403: the secret differs.',
    remedy: `Set the same secret in GITHUB_WEBHOOK_SECRET and in the webhook to ${events}.`,
  })
})

it('names a private key of the App that GitHub no longer takes', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const GITHUB_APP_PRIVATE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const { GITHUB_TOKEN: _, ...rest } = env
  const app = { GITHUB_APP_ID: '1', GITHUB_APP_INSTALLATION_ID: '2', GITHUB_APP_PRIVATE_KEY }
  const words = 'A JSON web token could not be decoded'
  const rows = await rowsWith({
    env: { ...rest, ...app },
    trouble: () => reply(401, { message: words }),
  })

  expect(findings(rows)).toEqual([
    {
      level: 'problem',
      subject: 'GitHub',
      message: `GitHub rejects the App's log-in: ${words}.`,
      remedy:
        "Make a new private key on the App's page, set GITHUB_APP_PRIVATE_KEY, and compare GITHUB_APP_ID and GITHUB_APP_INSTALLATION_ID. Then restart.",
    },
  ])
})

it('names a clock that is off, and by how much', async () => {
  const now = Date.now()
  const rows = await rowsWith({
    clock: { now },
    trouble: repository({}, { date: new Date(now - 600_000).toUTCString() }),
  })

  expect(findings(rows)).toEqual([
    {
      level: 'problem',
      subject: 'clock',
      message: expect.stringMatching(
        /^This machine's clock is 60[01] seconds ahead of GitHub's\.$/,
      ),
      remedy: 'Set it by NTP, such as with "timedatectl set-ntp true".',
    },
  ])
})
