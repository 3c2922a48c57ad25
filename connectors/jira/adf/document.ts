/** The emphasis of a text, or its link. */
export interface AdfMark {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
}

/** A node of Atlassian's document format. Only texts have `text`, and it is never empty. */
export interface AdfNode {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly marks?: readonly AdfMark[]
  readonly content?: readonly AdfNode[]
  readonly text?: string
}

/**
 * The format of Jira's descriptions and comments.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
export interface AdfDocument {
  readonly version: 1
  readonly type: 'doc'
  readonly content: AdfNode[]
}

/** Returns a document of these blocks. The schema wants one, so none becomes an empty paragraph. */
export function documentOf(blocks: AdfNode[]): AdfDocument {
  return { version: 1, type: 'doc', content: blocks.length > 0 ? blocks : [paragraph([])] }
}

/** Returns a paragraph, which may be empty. */
export function paragraph(content: readonly AdfNode[]): AdfNode {
  return { type: 'paragraph', content }
}

/** Returns a text. The schema refuses an empty one. */
export function textNode(text: string, marks: readonly AdfMark[] = []): AdfNode {
  return marks.length > 0 ? { type: 'text', text, marks } : { type: 'text', text }
}

/** Returns whether two neighbouring texts with these marks share the mark: the same link, say. */
export function isSameMark(one: AdfMark, other: AdfMark): boolean {
  const names = ['href', 'type']
  return one.type === other.type && names.every((name) => one.attrs?.[name] === other.attrs?.[name])
}
