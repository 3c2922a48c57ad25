import { describeConnector } from '../../test/contract/connector.ts'
import { startTracker } from '../../test/github/tracker.ts'

describeConnector('github', () => startTracker({ limit: 'bare', webhooks: true }))
