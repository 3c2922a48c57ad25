import { openNode } from '../support/node-host.ts'
import { describeScenarios } from './scenarios.ts'

describeScenarios('the Node server', openNode)
