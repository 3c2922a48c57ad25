import { expect, it } from 'vitest'
import { adminToken } from '../support/bridge.ts'
import { refusing, rowsWith } from './bench.ts'

it('the check is a page for people and rows for programs, for administrators alone', async () => {
  await rowsWith({
    trouble: refusing('POST', '/issues', 403, 'Resource not accessible'),
    async before(bridge) {
      const headers = { Authorization: `Bearer ${adminToken}`, Accept: 'text/html' }
      const page = await bridge.fetch(new Request('http://bridge/admin/check', { headers }))
      const { rows } = JSON.parse(await (await bridge.admin('/admin/check')).text())
      const stranger = await bridge.fetch(new Request('http://bridge/admin/check'))

      expect(await page.text()).toContain('Give the token Issues: read and write.')
      expect(rows[0]).toEqual({
        level: 'problem',
        subject: 'acme/shop',
        message: 'The log-in may not file issues.',
        remedy: 'Give the token Issues: read and write.',
      })
      expect(stranger.status).toBe(403)
    },
  })
})
