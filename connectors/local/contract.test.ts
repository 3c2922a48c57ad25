import { describeConnector } from '../../test/contract/connector/index.ts'
import { startLocal } from '../../test/trackers/local/tracker.ts'
import { local } from './index.ts'

describeConnector(local, startLocal, { network: false })
