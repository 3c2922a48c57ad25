import schema from '@atlaskit/adf-schema/dist/json-schema/v1/full.json' with { type: 'json' }
import Ajv from 'ajv-draft-04'
import type { Json } from '../../kit/server.ts'

// Atlassian's schema uses keywords that strict mode does not know.
const isDocument = new Ajv.default({ strict: false }).compile(schema)

/**
 * Jira's words against a document, or null. Atlassian's own schema decides; 32,767 counts what it
 * is stored as: jira.atlassian.com/browse/JRACLOUD-68949
 */
export function problemWithDocument(document: unknown): string | null {
  if (document === null || typeof document !== 'object') {
    return 'Operation value must be an Atlassian Document (see the Atlassian Document Format)'
  }
  const wiki = wikiIn(document)
  if ((wiki ?? JSON.stringify(document)).length > 32_767) return 'CONTENT_LIMIT_EXCEEDED'
  return isDocument(document) ? null : 'INVALID_INPUT'
}

/** The text of Data Center that a document keeps, or null. */
export function wikiIn(document: object): string | null {
  const [only] = (document as { content?: { attrs?: Json }[] }).content ?? []
  return only?.attrs?.language === 'wiki' ? textOf(document) : null
}

/** A document's text: blocks on lines of their own, a link's address after its words. */
export function textOf(document: unknown): string {
  const node = document as { type?: string; text?: string; attrs?: Json; content?: unknown[] } & {
    marks?: { attrs?: Json }[]
  }
  if (node?.type === 'hardBreak') return '\n'
  const href = node?.marks?.find(({ attrs }) => attrs?.href)?.attrs?.href
  const own = [node?.text, href, node?.attrs?.title, node?.attrs?.text, node?.attrs?.url]
  const parts = node?.content?.map(textOf) ?? []
  const isLine = lines.includes(node?.type ?? '')
  return [own.filter(Boolean).join(' '), parts.join(isLine ? '' : '\n')].filter(Boolean).join('\n')
}

const lines = ['paragraph', 'heading', 'codeBlock', 'taskItem', 'decisionItem']

/** What somebody typed: a paragraph for every line, its text as it is. */
export function typed(text: string) {
  const content = text.split('\n').map((line) => ({
    type: 'paragraph',
    ...(line && { content: [{ type: 'text', text: line }] }),
  }))
  return { type: 'doc', version: 1, content }
}
