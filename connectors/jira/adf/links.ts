/** What stands in Markdown without being marked as a link, and is one. https://github.github.com/gfm/#autolinks-extension- */
const bare =
  /^(?:https?:\/\/[a-z\d-]+(?:\.[a-z\d-]+)+(?::\d+)?(?:\/[\w./?=&%#@+,:-]*)?|[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)+)$/i

const label = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?'

/** What is a link in angle brackets. https://spec.commonmark.org/0.31.2/#autolinks */
const bracketed = new RegExp(
  `^(?:[a-z][a-z\\d+.-]{1,31}:[^\\s<>]*|[\\w.!#$%&'*+/=?^\`{|}~-]+@${label}(?:\\.${label})*)$`,
  'i',
)

/** An address as a link may have it, or null where it leads nowhere: only http, https and mailto do. */
export function addressOf(address: unknown): string | null {
  if (typeof address !== 'string' || !/^\s*(?:https?:\/\/|mailto:)/i.test(address)) return null
  if (!URL.canParse(address)) return null
  return address
    .trim()
    .toWellFormed()
    .replace(/[\s<>"\\^`{|}\p{Cc}]/gu, encodeURIComponent)
}

/**
 * The text without links: an address is one however it is escaped, unless something stands in it. `write` gives what is
 * to stand for each part of the text.
 */
export function unlinked(text: string, write = (part: string) => part): string {
  return text
    .split(/(?<=@|:\/\/|www(?=\.))/i)
    .map(write)
    .join('<!-- -->')
}

/** A link as Markdown, or as HTML where Markdown could read its text or what is around it otherwise. */
export function linkText(text: string, address: string, before: string, after: string): string {
  const to = address.replace(/&(?=#?\w+;)/g, '&amp;')
  if (address === text || address === `mailto:${text}`) {
    const stands = bare.test(text) && /[\w/]$/.test(text)
    if (stands && /(?:^|[\s(])$/.test(before) && /^(?:$|\s|\)\s)/.test(after)) return text
    if (bracketed.test(text)) return `<${text}>`
  }
  if (/[[\]]|^\^/.test(text) || /[!\\]$/.test(before)) return `<a href="${to}">${text}</a>`
  return `[${text}](${/[()]/.test(to) ? `<${to}>` : to})`
}
