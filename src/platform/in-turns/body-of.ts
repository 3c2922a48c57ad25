import { createYielder } from '../yield.ts'

/** A shorter text is encoded at once. */
const longText = 1_000_000
/** Characters that are encoded at a time: about a millisecond. */
const pieceLength = 500_000

/** Returns a text as the body of an answer. While a long one is encoded and sent, the process goes on to other work. */
export function bodyOf(text: string): string | ReadableStream<Uint8Array> {
  if (text.length < longText) return text
  const yieldNow = createYielder()
  const encoder = new TextEncoder()
  let at = 0
  return new ReadableStream({
    async pull(controller) {
      const piece = pieceAt(text, at)
      at += piece.length
      controller.enqueue(encoder.encode(piece))
      if (at === text.length) controller.close()
      await yieldNow(piece.length)
    },
  })
}

/** Both halves of a surrogate pair are in one piece. */
function pieceAt(text: string, at: number): string {
  const isParted = /[\uD800-\uDBFF]/.test(text.charAt(at + pieceLength - 1))
  return text.slice(at, at + pieceLength + (isParted ? 1 : 0))
}
