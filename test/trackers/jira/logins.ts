import { bot, casey } from './people.ts'

/** Whose requests are taken. */
export interface Logins {
  /** The connector's good token until `accept` says otherwise. */
  readonly bot: string
  readonly person: string
  accept(...tokens: string[]): void
  /**
   * The account that an `Authorization` header is of, Basic or Bearer; null where it is refused. Basic is by address and
   * token as in the Cloud, or by name and password as in Data Center.
   */
  userOf(header: string | undefined): string | null
}

/** Starts with one token for each. */
export function openLogins(): Logins {
  const person = 'casey-token'
  const first = 'lockstep-token'
  let good = [first]
  return {
    bot: first,
    person,
    accept(...tokens) {
      good = tokens
    },
    userOf(header = '') {
      const [scheme = '', credentials = ''] = header.split(' ')
      const isBasic = scheme.toLowerCase() === 'basic'
      const given = isBasic ? Buffer.from(credentials, 'base64').toString() : credentials
      const matches = (email: string, token: string) =>
        given === (isBasic ? `${email}:${token}` : token)
      if (matches(casey.email, person)) return casey.accountId
      const isGood = (token: string) => matches(bot.email, token) || matches('lockstep', token)
      return good.some(isGood) ? bot.accountId : null
    },
  }
}
