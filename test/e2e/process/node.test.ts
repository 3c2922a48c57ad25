import { openNode } from '../../support/hosts/node.ts'
import { describeScenarios } from '../trackers/scenarios.ts'

describeScenarios('the Node server', openNode)
