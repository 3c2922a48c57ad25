import { describeConnector } from '../../../test/contract/connector/index.ts'
import { openStrictly } from '../../../test/trackers/jira/open.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'
import { jira } from '../index.ts'

const dataCenter = { ...jira, capabilities: { ...jira.capabilities, internalComments: false } }

describeConnector(dataCenter, () =>
  startTracker(openStrictly, { webhooks: true, dataCenter: true }),
)
