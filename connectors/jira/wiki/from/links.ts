import { type AdfMark, textNode } from '../../adf/document.ts'
import { linkAddress } from '../../adf/link-address.ts'
import { addText, find, type Reading } from './reading.ts'

/** `[text|address]`, `[address]`, `[~name]`: what leads nowhere is its text. */
export function readLink(text: string, at: number, reading: Reading): number | null {
  const end = find(text, ']', at + 1, reading)
  const inside = text.slice(at + 1, end)
  if (end < 0 || inside === '' || /[\n[]/.test(inside.replace(/\\./g, ''))) return null
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
  return end + 1
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
  const [found] = /^https?:\/\/[^\s|\]{}\\]{1,2000}/.exec(text.slice(at, at + 2010)) ?? []
  const shown = found?.replace(/[.,;:!?'")*_+~^-]+$/, '') ?? ''
  const address = linkAddress(shown)
  const isLinked = reading.marks.some(({ type }) => type === 'link')
  if (!found || !address || isLinked || /\w/.test(text[at - 1] ?? ' ')) return null
  reading.nodes.push(textNode(shown, [...reading.marks, linkTo(address)]))
  return at + shown.length
}

function linkTo(href: string): AdfMark {
  return { type: 'link', attrs: { href } }
}
