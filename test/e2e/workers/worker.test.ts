import { openWorkerd } from '../../support/hosts/workerd.ts'
import { describeScenarios } from '../trackers/scenarios.ts'

describeScenarios('the built Worker in workerd', openWorkerd)
