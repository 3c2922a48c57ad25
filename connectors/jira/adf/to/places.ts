/** What blocks may stand in: the document, or a node of this type. `tableCell` is also a header's cell. */
export type Place = 'doc' | 'expand' | 'nestedExpand' | 'tableCell' | 'blockquote' | 'listItem'

/**
 * What Atlassian's schema lets stand in each besides paragraphs, code and lists. An old rule that is no longer in it is
 * kept too: a list item begins with a paragraph or code. https://unpkg.com/@atlaskit/adf-schema/dist/json-schema/v1/full.json
 */
const guests: Record<Place, readonly string[]> = {
  doc: ['heading', 'rule', 'blockquote', 'table', 'expand'],
  expand: ['heading', 'rule', 'blockquote', 'table', 'nestedExpand'],
  nestedExpand: ['heading', 'rule', 'blockquote'],
  tableCell: ['heading', 'rule', 'blockquote', 'nestedExpand'],
  blockquote: [],
  listItem: [],
}

/** Whether the schema lets a block of this type stand there. */
export function mayStand(type: string, place: Place): boolean {
  return guests[place].includes(type)
}
