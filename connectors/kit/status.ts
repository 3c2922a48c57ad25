import type { FailureKind } from '../../src/domain/errors.ts'

/** Returns the kind of failure that an HTTP status means, if the tracker gives it no meaning of its own. */
export function kindOfStatus(status: number): FailureKind {
  const isRedirect = status >= 300 && status < 400
  return byStatus[status] ?? (status >= 500 || isRedirect ? 'unavailable' : 'rejected')
}

const byStatus: Readonly<Record<number, FailureKind>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'missing',
  408: 'unavailable',
  410: 'missing',
  429: 'limited',
}
