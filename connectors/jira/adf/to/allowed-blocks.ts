/** The document, or the type of a node that holds blocks. `tableCell` stands for header cells too. */
export type Container = 'doc' | 'expand' | 'nestedExpand' | 'tableCell' | 'blockquote' | 'listItem'

/**
 * The blocks that Atlassian's schema allows in each container, besides paragraphs, code and lists.
 * https://unpkg.com/@atlaskit/adf-schema/dist/json-schema/v1/full.json
 */
const allowed: Record<Container, readonly string[]> = {
  doc: ['heading', 'rule', 'blockquote', 'table', 'expand'],
  expand: ['heading', 'rule', 'blockquote', 'table', 'nestedExpand'],
  nestedExpand: ['heading', 'rule', 'blockquote'],
  tableCell: ['heading', 'rule', 'blockquote', 'nestedExpand'],
  blockquote: [],
  listItem: [],
}

/** Returns whether the schema allows a block of this type in the container. */
export function isAllowed(type: string, container: Container): boolean {
  return allowed[container].includes(type)
}
