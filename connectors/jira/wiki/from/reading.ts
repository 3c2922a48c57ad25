import { type AdfMark, type AdfNode, textNode } from '../../adf/document.ts'

/** The text that is read, its marks, and the signs that are known to be nowhere in the rest. */
export interface Reading {
  readonly nodes: AdfNode[]
  readonly marks: readonly AdfMark[]
  readonly absent: Set<string>
  /** Reads a text that stands within this one. */
  inner(text: string, marks?: readonly AdfMark[]): AdfNode[]
}

/** Reads the piece that begins at `at`. Returns where it ends, or null if it is nothing of that kind. */
export type Reader = (text: string, at: number, reading: Reading) => number | null

/** Adds text as it is. */
export function addText({ nodes, marks }: Reading, text: string): void {
  if (text !== '') nodes.push(textNode(text, marks))
}

/** Returns where the next `sign` without a backslash is. Looks for a sign that is nowhere in the rest only once. */
export function find(text: string, sign: string, from: number, { absent }: Reading): number {
  if (absent.has(sign)) return -1
  let at = text.indexOf(sign, from)
  while (at > 0 && text[at - 1] === '\\') at = text.indexOf(sign, at + 1)
  if (at < 0) absent.add(sign)
  return at
}
