import { createHmac } from 'node:crypto'

/** A request as Corgea makes it, signed with the secret. */
export function signed(path: string, message: unknown, secret: string): Request {
  const body = JSON.stringify(message)
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = { 'x-corgea-signature': signature }
  return new Request(`http://bridge${path}`, { method: 'POST', body, headers })
}
