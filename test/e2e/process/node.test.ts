import { openNode } from '../../support/node-host.ts'
import { describeScenarios } from '../trackers/scenarios.ts'

describeScenarios('the Node server', openNode)
