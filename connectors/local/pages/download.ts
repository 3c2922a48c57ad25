import { fromBase64 } from '../../../src/platform/bytes.ts'
import type { LocalFile } from '../store/files.ts'
import { fileName } from '../store/texts.ts'

const imageTypes = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
])

/** The type of a picture a browser may show, by the file's name; undefined for everything else. */
export function imageType(title: string): string | undefined {
  return imageTypes.get(/\.([a-z]+)$/i.exec(title)?.[1]?.toLowerCase() ?? '')
}

/** A file to be saved. Its name and content are hostile: never a path, never a page. */
export function download({ title, base64 }: LocalFile): Response {
  const bytes = fromBase64(base64)
  return new Response(bytes, {
    headers: {
      'content-type': imageType(title) ?? 'application/octet-stream',
      'content-disposition': disposition(title),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  })
}

/** https://www.rfc-editor.org/rfc/rfc6266 with the encoding of https://www.rfc-editor.org/rfc/rfc5987 */
function disposition(title: string): string {
  const name = fileName(title)
  const plain = name.replace(/[^\w. -]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
