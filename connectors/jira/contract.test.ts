import { describeConnector } from '../../test/contract/connector.ts'
import { openStrictly } from './fake/open.ts'
import { startTracker } from './fake/tracker.ts'

describeConnector('jira', () => startTracker(openStrictly, { webhooks: true }))
