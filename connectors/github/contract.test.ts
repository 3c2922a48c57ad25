import { describeConnector } from '../../test/contract/connector/index.ts'
import { startTracker } from '../../test/trackers/github/tracker.ts'
import { github } from './index.ts'

describeConnector(github, () => startTracker({ limit: 'bare', webhooks: true }))
