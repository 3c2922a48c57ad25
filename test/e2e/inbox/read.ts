import type { InboxRow } from '../../../db/tables/inbox.ts'
import type { TestBridge } from '../../support/bridge.ts'

/** The newest messages, as an administrator sees them. */
export async function inboxOf(bridge: TestBridge, query = ''): Promise<InboxRow[]> {
  const answer = await bridge.admin(`/admin/inbox${query}`)
  return JSON.parse(await answer.text()).messages
}
