import { oneLine } from '../text/truncate.ts'
import { dueDateOf } from './due-date.ts'

/** What leads a developer from the tracker's issue back to the finding. Empty for what is not known. */
export interface WayBack {
  /** The finding's page in its scanner. */
  readonly link: string
  /** File and line. */
  readonly place: string
  /** As the scanner wrote it; empty if the tracker has a field for it. */
  readonly dueDate: string
  /** The page with the issue's history. */
  readonly history: string
}

const longestLink = 2000

/**
 * Returns the Markdown that an issue's text ends with; empty if there is nothing to say. What the text says already is left
 * out, and so is an address that developers cannot reach. All of it is hostile, so it must be defanged.
 */
export function wayBackOf({ link, place, dueDate, history }: WayBack, body: string): string {
  const parts = [
    place && !body.includes(place.replace(/:\d+$/, '')) ? `Where: ${code(place)}` : '',
    dueDate ? `Due: ${code(dueDateOf(dueDate) ?? dueDate)}` : '',
    body.includes(link) ? '' : linked('Finding in the scanner', link),
    isLoopback(history) ? '' : linked('History in Lockstep', history),
  ].filter(Boolean)
  return parts.length > 0 ? `---\n\n${parts.join(' · ')}` : ''
}

function code(text: string): string {
  return `\`${oneLine(text.replaceAll('`', "'"), 300)}\``
}

/** The address as a URL's own notation, in which no sign can end the link. */
function linked(words: string, address: string): string {
  const url = URL.parse(address)
  const isPage = url && /^https?:$/.test(url.protocol) && url.href.length <= longestLink
  return isPage ? `[${words}](<${url.href}>)` : ''
}

function isLoopback(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? ''
  return /^(localhost|127\..*|\[::1\])$/.test(host)
}
