/** The most bytes that an answer of a tracker or scanner may have, unpacked. */
const mostBytes = 10_000_000

/** An answer that is too large to be read. Its code completes the sentence "GitHub gave no answer (…)". */
export class AnswerTooLarge extends Error {
  readonly code = 'its answer has more than 10 MB'

  constructor() {
    super('an answer has more than 10 MB')
  }
}

/**
 * Reads an answer to its end and returns it whole. Its bytes are counted while they are read and unpacked; too many throw
 * AnswerTooLarge. An answer that is no success is given to `clean`, as are its headers.
 */
export async function wholeAnswer(
  response: Response,
  clean: (text: string) => string,
): Promise<Response> {
  const { status, statusText, url } = response
  const isError = status >= 300
  const bytes = await readBytes(response)
  const body = isError && bytes ? clean(new TextDecoder().decode(bytes)) : bytes
  const headers = headersOf(response)
  if (isError) for (const [name, value] of [...headers]) headers.set(name, clean(value))
  const whole = new Response(body, { status, statusText, headers })
  Object.defineProperty(whole, 'url', { value: url })
  return whole
}

/** Null if there is no body, as a status such as 204 must have none. */
async function readBytes({ body }: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!body) return null
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length
    if (size > mostBytes) {
      await reader.cancel().catch(() => {})
      throw new AnswerTooLarge()
    }
    chunks.push(part.value)
  }
  return joined(chunks, size)
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** The body is unpacked: the headers that describe it as it was sent are no longer true. */
function headersOf({ headers }: Response): Headers {
  const kept = new Headers(headers)
  kept.delete('content-encoding')
  kept.delete('content-length')
  return kept
}
