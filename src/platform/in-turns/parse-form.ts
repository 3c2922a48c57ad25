import { createYielder, inTurn, type Yielder } from '../yield.ts'

/** More fields than any form here has. */
const mostFields = 1000
/** Characters that are decoded at a time: at most a few milliseconds. */
const pieceLength = 50_000
/** Where a text can be parted: at what surely is no later byte of a character, and within too many of those. */
const border = /(?<!%.?)[^%]|%(?![89ab][\da-f])|(?<=(?:%[89ab][\da-f]){4})%/gis

/**
 * Returns the fields of a form as browsers send it, `application/x-www-form-urlencoded`. Of two with one name the last counts.
 * Within a long text the process goes on to other work.
 */
export function parseForm(text: string): Promise<Record<string, string>> {
  return inTurn(text.length, async () => {
    const yieldNow = createYielder()
    const fields = new Map<string, string>()
    for (const pair of text.split('&', mostFields)) {
      const [name = ''] = pair.split('=', 1)
      if (pair === '') continue
      const value = pair.slice(name.length + 1)
      fields.set(await decode(name, yieldNow), await decode(value, yieldNow))
    }
    return Object.fromEntries(fields)
  })
}

async function decode(text: string, yieldNow: Yielder): Promise<string> {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    border.lastIndex = at + pieceLength
    const end = border.exec(text)?.index ?? text.length
    pieces.push(new URLSearchParams(`v=${text.slice(at, end)}`).get('v') ?? '')
    await yieldNow(end - at)
    at = end
  }
  return pieces.join('')
}
