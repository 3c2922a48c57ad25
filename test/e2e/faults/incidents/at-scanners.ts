import { signed } from '../../../support/signed.ts'
import type { Day, Incident } from './incident.ts'

const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'key-secret' }
const scan = 'b9513af1-7fc1-f011-8194-002248e524dc'

/** What can happen between a scanner and Lockstep. */
export const scannerIncidents: readonly Incident[] = [
  {
    name: 'the secret at Corgea differs',
    env: { CORGEA_SECRET: 'corgea-secret' },
    begins: () => {},
    arrives: (day) => corgea(day, 'another-secret'),
    says: {
      ready: null,
      log: /"warning","message":"a request was refused".+\/hooks\/:source/,
      alert: null,
      remedy: /set the same secret at Corgea and in CORGEA_SECRET\. If not, ignore this/,
      console: /Corgea[\s\S]+outcome=refused/,
    },
    mend: [(day) => corgea(day, 'corgea-secret')],
    issues: 0,
  },
  {
    name: 'no route takes a finding',
    env: { HOLM_TOKEN: 'holm-hook-token' },
    routes: 'routes: [{ when: { source: kondukto }, to: { tracker: github } }]',
    begins: () => {},
    arrives: ({ bridge }) => bridge().fetch(holmTicket()),
    says: {
      ready: null,
      log: /"info","message":"a request".+"status":202/,
      alert: null,
      remedy: /^Add a route that takes them/,
      console: /Findings wait for a route/,
    },
    mend: [({ restart }) => restart({ routes: 'routes: [{ to: { tracker: github } }]' })],
    issues: 1,
  },
  {
    name: "AppScan's key is not set",
    env: { APPSCAN_TOKEN: 'appscan-hook-token' },
    begins: () => {},
    async arrives({ bridge }) {
      const path = `/hooks/appscan/appscan-hook-token/scan-execution/${scan}`
      await bridge().fetch(new Request(`http://bridge${path}`))
    },
    says: {
      ready: null,
      log: /"info","message":"a request".+"status":202/,
      alert: null,
      remedy: /^Set APPSCAN_KEY_ID and APPSCAN_KEY_SECRET, and restart\.$/,
      console: /AppScan[\s\S]+Set APPSCAN_KEY_ID and APPSCAN_KEY_SECRET, and restart\./,
    },
    mend: [({ restart }) => restart({ env: key }), processAgain],
    issues: 0,
  },
]

/** Presses the button on the message's page. */
async function processAgain({ bridge }: Day): Promise<void> {
  const { messages } = await (await bridge().admin('/admin/api/inbox?source=appscan')).json()
  const path = `/admin/api/inbox/${messages[0].id}/process`
  const { note } = await (await bridge().admin(path, { method: 'POST' })).json()
  if (note !== 'its issues are fetched') throw new Error(note)
}

function corgea({ bridge }: Day, secret: string): Promise<Response> {
  return bridge().fetch(signed('/hooks/corgea', { event_type: 'x' }, secret))
}

function holmTicket(): Request {
  const ticket = { number: 1, status: 'Open', severity: 'High', asset_name: 'web-1' }
  const body = JSON.stringify({ ticket: { ...ticket, vulnerability_name: 'Old SSH' } })
  return new Request('http://bridge/hooks/holm/holm-hook-token', { method: 'POST', body })
}
