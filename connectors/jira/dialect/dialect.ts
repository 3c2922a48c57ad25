import type { SendRequestOptions } from 'jira.js/core'
import type { AdfDocument } from '../adf/document.ts'

/**
 * How one kind of Jira differs from Jira Cloud, whose API the connector speaks. Requests are translated on their way out,
 * and answers on their way in.
 */
export interface Dialect {
  request<T>(asked: SendRequestOptions<T>): SendRequestOptions<T>
  /** What an answer to that request is in the Cloud's form. */
  answer(json: unknown, asked: Pick<SendRequestOptions, 'url'>): unknown
  /** Returns a document as Jira returns it after a write. */
  asKept(document: AdfDocument): AdfDocument
  /** How long a document is there, in UTF-16 units; 0 if its own JSON counts, which is measured already. */
  sizeOf(document: AdfDocument): number
  /** Whether many issues can be read by their keys at once, without the index of the search. */
  readonly hasBulkFetch: boolean
  /** Whether answers are held against Atlassian's description of the Cloud's API. */
  readonly isDescribed: boolean
}
