import { keyIn, property } from '../issues/marker.ts'

/** What is read of an issue that may be ours. */
export interface Candidate {
  readonly id: string
  readonly key: string
  readonly mark: string | null
  readonly labels: readonly string[]
}

/** Reads a candidate. */
export function candidateOf({ id, key, fields, properties }: Found): Candidate {
  const labels: unknown = fields?.labels
  return {
    id: id ?? '',
    key: key ?? '',
    mark: keyIn(properties?.[property]),
    labels: Array.isArray(labels) ? labels.map(String) : [],
  }
}

interface Found {
  readonly id?: string | undefined
  readonly key?: string | undefined
  readonly fields?: Readonly<Record<string, unknown>> | undefined
  readonly properties?: Readonly<Record<string, unknown>> | undefined
}
