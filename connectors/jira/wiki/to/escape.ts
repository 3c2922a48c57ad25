// What Jira's renderer makes of a sign is assumed from Atlassian's page about its notation: a backslash before
// punctuation shows it, and entities such as &#92; are kept. https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa

/**
 * What marks text up somewhere: signs, the colon of an address (Jira makes a link of any `scheme://` and of `mailto:`), and
 * the eyes of faces such as `:)`, which are pictures.
 */
const markup = /[*_\-+^~?{}[\]!|#()&\\]|:(?=\/\/)|(?<=\bmailto):|[:;](?=[()|DPp])/gi
/** What no backslash can show. */
const byEntity = /[&\\:;]/
/** A word that begins a block at the start of a line: `h1.`, `bq.`. */
const opening = /^([^\S\n\r]*(?:h[1-6]|bq))\./gim

/**
 * Returns a text in Jira's wiki notation that shows it as it is: no markup, macro, mention, link, picture or
 * link to another issue is made of it.
 */
export function escapeText(text: string): string {
  return text.replace(markup, escaped).replace(opening, '$1&#46;')
}

function escaped(sign: string): string {
  return byEntity.test(sign) ? `&#${sign.charCodeAt(0)};` : `\\${sign}`
}

/** Returns an address as the target of a link: it cannot end the link early. */
export function escapeAddress(href: string): string {
  return href.replace(/[|\]{}[\\!^]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
}
