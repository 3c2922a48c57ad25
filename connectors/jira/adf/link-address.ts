/** Returns an address in the form that a link may have. Returns null unless it is http, https or mailto. */
export function linkAddress(address: unknown): string | null {
  if (typeof address !== 'string' || !/^\s*(?:https?:\/\/|mailto:)/i.test(address)) return null
  if (!URL.canParse(address)) return null
  return address
    .trim()
    .toWellFormed()
    .replace(/[\s<>"\\^`{|}\p{Cc}]/gu, encodeURIComponent)
}
