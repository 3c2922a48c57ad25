import { escapeText } from '../../text/markdown-html.ts'
import { createYielder, inTurn } from '../yield.ts'

/** Characters that are escaped at a time: at most a few milliseconds. */
const pieceLength = 50_000

/** Returns a text as HTML that shows it as it is. Within a long text the process goes on to other work. */
export function escapeInTurns(text: string): Promise<string> {
  return inTurn(text.length, async () => {
    const yieldNow = createYielder()
    const pieces: string[] = []
    for (let at = 0; at < text.length; at += pieceLength) {
      const piece = text.slice(at, at + pieceLength)
      pieces.push(escapeText(piece))
      await yieldNow(piece.length)
    }
    return pieces.join('')
  })
}
