import type { InboundHead, InboundRequest } from '../../../src/platform/adapter.ts'
import { admitSigned, readSigned } from '../../kit/webhook.ts'

/** Where Jira writes its signature and its name of a message. */
const signing = { signature: 'x-hub-signature', id: 'X-Atlassian-Webhook-Identifier' }

/** A webhook message that was proven. */
export type SignedMessage = Awaited<ReturnType<typeof readSigned>>

/** Refuses a message before its body is read. Older versions of Data Center cannot sign: their address has a secret. */
export async function admitEvents(head: InboundHead, secrets: readonly string[]): Promise<void> {
  await admitSigned(head, signing, { secrets, byToken: true })
}

/** Returns a webhook message that is proven by one of the secrets. Throws HttpError for any other. */
export function readEvents(
  request: InboundRequest,
  secrets: readonly string[],
): Promise<SignedMessage> {
  return readSigned(request, signing, { secrets, byToken: true })
}
