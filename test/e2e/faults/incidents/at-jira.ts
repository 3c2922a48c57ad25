import { type Day, type Incident, retry } from './incident.ts'

const team = { key: 'customfield_10010', name: 'Team', required: true, options: ['Red'] }
const withTeam = 'routes: [{ to: { tracker: jira, fields: { Team: { value: Red } } } }]'

/** What can happen at Jira. */
export const jiraIncidents: readonly Incident[] = [
  {
    name: 'Jira requires a field',
    toJira: true,
    begins: ({ jira }) => jira.configure('PAY', { customFields: [team] }),
    says: {
      ready: /Jira: 1 job failed since .+ fields: \{ customfield_10010: \{ value: .+Red.+ \} \}/,
      log: /"error","message":"a job failed".+customfield_10010/,
      alert: /customfield_10010/,
      remedy: /^Add to the route's "to": fields: \{ customfield_10010: \{ value: "Red" \} \}/,
      console: /Jira: 1 job failed[\s\S]+customfield_10010[\s\S]+Retry/,
    },
    mend: [({ restart }) => restart({ routes: withTeam }), retry],
    issues: 1,
  },
  {
    name: "Jira's project does not exist",
    toJira: true,
    env: { JIRA_PROJECT: 'PYA' },
    begins: () => {},
    says: {
      ready: /PYA/,
      log: /"error","message":".+PYA/,
      alert: /PYA/,
      remedy: /^Correct JIRA_PROJECT or the route's target, or let the user browse PYA\.$/,
      console: /PYA/,
    },
    mend: [({ restart }) => restart({ env: { JIRA_PROJECT: 'PAY' } })],
    issues: 1,
  },
  {
    name: 'Jira is down',
    later: 80,
    toJira: true,
    wellBefore: true,
    minutes: 15,
    begins: ({ meetJira }) =>
      meetJira(() =>
        Response.json({ errorMessages: ['Jira is being restarted'] }, { status: 500 }),
      ),
    says: {
      ready:
        /jira:PAY: changes are not read since \S+Z: Jira is being restarted\. Lockstep goes on/,
      log: /"warning","message":"a job failed".+"kind":"poll".+Jira is being restarted/,
      alert: /jira:PAY: changes are not read since .+ Jira is being restarted/,
      remedy:
        /^Check JIRA_URL, https:\/\/NAME\.atlassian\.net or .+, and that this machine may connect/,
      console: /jira:PAY: changes are not read[\s\S]+Jira is being restarted/,
    },
    mend: [jiraMended],
    issues: 2,
  },
  {
    name: "Jira's token is revoked",
    toJira: true,
    begins: ({ jira }) => jira.accept(),
    says: {
      ready:
        /Jira refuses the log-in since \S+Z: .+ 1 finding waits\. Next try at \S+Z\. Set a valid JIRA_EMAIL and JIRA_API_TOKEN, and restart\./,
      log: /"error","message":"work is paused".+"account":"jira"/,
      alert: /Jira refuses the log-in .+ Set a valid JIRA_EMAIL and JIRA_API_TOKEN, and restart\./,
      remedy: /^Set a valid JIRA_API_TOKEN, made by the user of JIRA_EMAIL at .+, and restart\.$/,
      console: /Jira refuses the log-in[\s\S]+1 finding waits[\s\S]+JIRA_API_TOKEN[\s\S]+Check now/,
    },
    mend: [({ jira }) => jira.accept(jira.token)],
    issues: 1,
  },
]

function jiraMended({ meetJira }: Day): void {
  meetJira(null)
}
