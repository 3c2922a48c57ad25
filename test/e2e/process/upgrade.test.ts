import { makeOldStore, oldStore } from '../../fixtures/old-store.ts'
import { openNode } from '../../support/node-host.ts'
import { openWorkerd } from '../../support/workerd-host.ts'
import { describeUpgrade } from './upgrade.ts'

describeUpgrade('on Node', () => openNode(makeOldStore))
describeUpgrade('on D1', () => openWorkerd(oldStore()))
