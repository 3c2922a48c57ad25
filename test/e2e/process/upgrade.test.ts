import { makeOldStore, oldStore } from '../../fixtures/old-store.ts'
import { openNode } from '../../support/hosts/node.ts'
import { openWorkerd } from '../../support/hosts/workerd.ts'
import { describeUpgrade } from './upgrade.ts'

describeUpgrade('on Node', () => openNode(makeOldStore))
describeUpgrade('on D1', () => openWorkerd(oldStore()))
