/** A mark of a text: its emphasis, or the link that it is. */
export interface AdfMark {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
}

/** A node of Atlassian's document format, as loose as its JSON: `text` only on texts, which are never empty. */
export interface AdfNode {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly marks?: readonly AdfMark[]
  readonly content?: readonly AdfNode[]
  readonly text?: string
}

/** What Jira keeps a description or a comment as. https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */
export interface AdfDocument {
  readonly version: 1
  readonly type: 'doc'
  readonly content: AdfNode[]
}

/** The document of these blocks, or of one empty paragraph where there are none. */
export function documentOf(blocks: AdfNode[]): AdfDocument {
  return { version: 1, type: 'doc', content: blocks.length > 0 ? blocks : [paragraph([])] }
}

/** A paragraph, which may be empty. */
export function paragraph(content: readonly AdfNode[]): AdfNode {
  return { type: 'paragraph', content }
}

/** A text, which the schema refuses where it is empty. */
export function textNode(text: string, marks: readonly AdfMark[] = []): AdfNode {
  return marks.length > 0 ? { type: 'text', text, marks } : { type: 'text', text }
}

/** Whether two marks are one, if they are on texts that follow each other. */
export function isSame(one: AdfMark, other: AdfMark): boolean {
  const names = ['href', 'type']
  return one.type === other.type && names.every((name) => one.attrs?.[name] === other.attrs?.[name])
}
