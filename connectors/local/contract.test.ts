import { describeConnector } from '../../test/contract/connector.ts'
import { startLocal } from '../../test/local/tracker.ts'

describeConnector('local', startLocal, { network: false })
