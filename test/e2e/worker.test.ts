import { openWorkerd } from '../support/workerd-host.ts'
import { describeScenarios } from './scenarios.ts'

describeScenarios('the built Worker in workerd', openWorkerd)
