import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

// What the installation remembers of itself.

/** What the installation itself must remember, such as generated secrets. */
export const settings = sqliteTable('settings', {
  key: text().primaryKey(),
  value: text().notNull(),
})

/** Log-ins of administrators. No row holds what a cookie or a token is made of. */
export const sessions = sqliteTable(
  'sessions',
  {
    /** SHA-256 of the cookie's value. */
    id: text().primaryKey(),
    /** HMAC of the admin token under the cookie's value: the session ends when that token is replaced. */
    proof: text().notNull(),
    expiresAt: integer().notNull(),
  },
  ({ expiresAt }) => [index('sessions_expires_at').on(expiresAt)],
)
