import { clientOf } from '../../connectors/jira/fake/client.ts'
import { startJira } from '../../connectors/jira/fake/server.ts'
import { settingsFor } from '../../connectors/jira/fake/tracker.ts'
import { searchAll } from '../../connectors/jira/search.ts'
import { testCrashes } from './crashes.ts'

// Its search index is a minute behind.
testCrashes(async () => {
  const jira = await startJira({ latencyMs: 40, lagMs: 60_000 })
  const person = clientOf(jira, 'casey')
  return {
    settings: settingsFor(jira),
    requests: () => jira.log.length,
    async keys() {
      const query = { jql: 'project = "PAY"', fields: ['labels'] }
      const { issues } = await searchAll(() => person, query, AbortSignal.timeout(10_000))
      return issues.map(({ fields }) => {
        const labels: string[] = fields?.labels ?? []
        return labels.find((label) => label.startsWith('lockstep-'))?.slice('lockstep-'.length)
      })
    },
    stop: jira.stop,
  }
})
