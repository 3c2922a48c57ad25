import { openWorkerd } from '../../support/workerd-host.ts'
import { describeScenarios } from '../trackers/scenarios.ts'

describeScenarios('the built Worker in workerd', openWorkerd)
