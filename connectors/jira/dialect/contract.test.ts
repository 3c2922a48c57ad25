import { describeConnector } from '../../../test/contract/connector/index.ts'
import { openStrictly } from '../../../test/trackers/jira/open.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'
import { jira } from '../index.ts'

describeConnector(
  jira,
  () => startTracker(openStrictly, { webhooks: true, byToken: true, dataCenter: true }),
  { webhooks: 'token' },
)
