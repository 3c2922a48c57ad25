import { breakAt, type Edit } from '../edits.ts'
import type { Range } from '../markdown/address.ts'
import type { Piece } from '../markdown/html.ts'
import { readShown, type Shown } from './shown.ts'

const href = /[\s"']href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`=]+))/i

/** Finds links to what keeps a list of the places it is mentioned in. */
export interface QuietLinks {
  readonly github: RegExp
  readonly own: RegExp | null
}

/** Returns what to look for, with the hosts of an Enterprise Server. */
export function quietLinksFor(hosts: readonly string[]): QuietLinks {
  const names = hosts.map((host) => host.toLowerCase().replace(/[.:]/g, '\\\\?\\$&'))
  return {
    github: pattern('(?:www\\\\?\\.)?github\\\\?\\.com'),
    own: names.length > 0 ? pattern(names.join('|')) : null,
  }
}

/** Returns the edits that keep addresses from leaving a note in a stranger's issue. */
export function quietAddress(source: string, { start, end }: Range, links: QuietLinks): Edit[] {
  const shown: Shown = { text: '', ends: [] }
  readShown(source, start, end, 'markdown', shown)
  return quietText(shown, start, links)
}

/** Returns the same for the address in a tag. */
export function quietTag(source: string, { start, end }: Piece, links: QuietLinks): Edit[] {
  const match = href.exec(source.slice(start, end))
  const address = match?.[1] ?? match?.[2] ?? match?.[3]
  if (!match || !address) return []
  const from = start + match.index + match[0].lastIndexOf(address)
  const shown: Shown = { text: '', ends: [] }
  readShown(source, from, from + address.length, 'html', shown)
  return quietText(shown, from, links)
}

/**
 * Returns the same for what a reader sees, `start` being where it begins in the source. GitHub has
 * a host that leads on and leaves no note; an Enterprise Server has none, so its links are broken.
 * Renovate does the same: https://docs.renovatebot.com/modules/platform/github/
 */
export function quietText({ text, ends }: Shown, start: number, links: QuietLinks): Edit[] {
  const startAt = (index: number) => (index === 0 ? start : (ends[index - 1] as number))
  const redirected = Array.from(text.matchAll(links.github), ({ index, 1: origin = '' }) => {
    const at = startAt(index)
    const drop = (ends[index + origin.length - 1] as number) - at
    return { at, drop, put: 'https://redirect.github.com' }
  })
  const broken = Array.from(
    links.own ? text.matchAll(links.own) : [],
    ({ index, 1: origin = '' }) => breakAt(startAt(index + origin.lastIndexOf('/') + 1)),
  )
  return [...redirected, ...broken]
}

/** An issue's address: group 1 is its scheme and host. Each sign may have a backslash before it. */
function pattern(host: string): RegExp {
  const scheme = '(?:https?\\\\?:)?\\\\?/\\\\?/'
  const path = '\\\\?/[^/\\s]+\\\\?/[^/\\s]+\\\\?/'
  const kinds = '(?:issues|pull|discussions|[^/\\s]*%[0-7][\\da-f][^/\\s]*)'
  return new RegExp(
    `((?:${scheme}|\\bwww\\\\?\\.)(?:${host}))(?=(?::\\d+)?${path}${kinds}\\\\?/[\\d%])`,
    'gi',
  )
}
