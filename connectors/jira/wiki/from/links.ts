import { type AdfMark, textNode } from '../../adf/document.ts'
import { linkAddress } from '../../adf/link-address.ts'
import { addText, type Reading } from './reading.ts'

/** It ends at the next bracket, so that no stretch of the text is looked at from two of them. */
const bracketed = /\[((?:\\.|[^[\]\n\\])+)\]/y

/** `[text|address]`, `[address]`, `[~name]`: what leads nowhere is its text. */
export function readLink(text: string, at: number, reading: Reading): number | null {
  bracketed.lastIndex = at
  const [found, inside = ''] = bracketed.exec(text) ?? []
  if (!found) return null
  const bar = inside.lastIndexOf('|')
  const address = linkAddress(inside.slice(bar + 1))
  if (inside.startsWith('~')) addText(reading, `@${inside.slice(1)}`)
  else if (address === null) return null
  else {
    const marks = [...reading.marks.filter(({ type }) => type !== 'link'), linkTo(address)]
    const shown =
      bar > 0
        ? reading.inner(inside.slice(0, bar), marks)
        : [textNode(inside.slice(bar + 1), marks)]
    reading.nodes.push(...shown)
  }
  return at + found.length
}

/** `!picture.png|width=300!` */
export function readPicture(text: string, at: number, reading: Reading): number | null {
  const [found, name = ''] =
    /^!([^\s|!]{1,300})(?:\|[^\n!]{0,100})?!/.exec(text.slice(at, at + 404)) ?? []
  if (!found || !/\.\w+$/.test(name)) return null
  const address = linkAddress(name)
  reading.nodes.push(textNode(name, address ? [...reading.marks, linkTo(address)] : reading.marks))
  return at + found.length
}

/** An address as it stands in text. */
export function readAddress(text: string, at: number, reading: Reading): number | null {
  const isLinked = reading.marks.some(({ type }) => type === 'link')
  if (isLinked || /\w/.test(text[at - 1] ?? ' ')) return null
  const [found = ''] = /^https?:\/\/[^\s|\]{}\\]{1,2000}/.exec(text.slice(at, at + 2010)) ?? []
  const shown = withoutEnd(found)
  const address = linkAddress(shown)
  if (!address) return null
  reading.nodes.push(textNode(shown, [...reading.marks, linkTo(address)]))
  return at + shown.length
}

/** An address without the punctuation of the sentence around it. */
function withoutEnd(address: string): string {
  let end = address.length
  while (end > 0 && '.,;:!?\'")*_+~^-'.includes(address[end - 1] ?? '')) end -= 1
  return address.slice(0, end)
}

function linkTo(href: string): AdfMark {
  return { type: 'link', attrs: { href } }
}
