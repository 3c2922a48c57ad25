import { expect, it } from 'vitest'
import { contextOf } from '../../../test/trackers/kit/context.ts'
import { github } from '../index.ts'
import { siteOf } from './read.ts'

it.each([
  ['https://api.github.com', 'github.com'],
  ['https://api.acme.ghe.com', 'acme.ghe.com'],
  ['https://github.acme.example/api/v3', 'github.acme.example'],
  ['https://api.acme.example', 'api.acme.example'],
])('the pages of the API at %s are at %s', (api, host) => {
  expect(siteOf(api)).toBe(host)
})

it('an issue of GHE.com is found by the address of its page', async () => {
  const page = 'https://acme.ghe.com/acme/shop/issues/7'
  const issue = {
    ...{ id: 70, number: 7, html_url: page, title: 'One', state: 'open', labels: [] },
    ...{ comments: 0, updated_at: '2026-11-25T12:00:00Z' },
  }
  const asked: string[] = []
  const fetch = async (address: unknown) => {
    asked.push(String(address))
    return Response.json(/\/issues\//.test(String(address)) ? issue : { id: 5, private: true })
  }
  const env = github.env.parse({ GITHUB_URL: 'https://api.acme.ghe.com', GITHUB_TOKEN: 'ghp_1' })
  if (!env) throw new Error('the settings are empty')
  const connector = github.open(env, contextOf({ fetch }))

  const found = await connector.find(page, AbortSignal.timeout(10_000))

  expect(found?.issue).toEqual({ target: 'acme/shop', id: '70', key: '7' })
  expect(asked).toEqual([
    'https://api.acme.ghe.com/repos/acme/shop',
    'https://api.acme.ghe.com/repositories/5/issues/7',
  ])
})
