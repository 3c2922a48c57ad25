import { type Client, createClient } from 'jira.js/core'
import type { Jira } from './jira.ts'

/**
 * jira.js before a test Jira, with the connector's log-in or Casey's. Any answer that is not as
 * Atlassian describes it throws.
 */
export function clientOf(jira: Jira, login: 'bot' | 'casey' = 'bot'): Client {
  const { email, token, personEmail, personToken } = jira
  const auth =
    login === 'bot' ? { email, apiToken: token } : { email: personEmail, apiToken: personToken }
  return createClient({
    host: jira.url,
    auth: { type: 'basic', ...auth },
    onSchemaMismatch: 'throw',
  })
}
