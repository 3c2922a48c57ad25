import type { Dialect } from './dialect.ts'

/** Jira Cloud: nothing to translate. */
export const cloud: Dialect = {
  request: (asked) => asked,
  answer: (json) => json,
  asKept: (document) => document,
  sizeOf: () => 0,
  hasBulkFetch: true,
  isDescribed: true,
}
