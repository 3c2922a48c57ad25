import type { FieldValues } from '../../src/domain/writes.ts'

/** How a tracker writes texts. */
export interface TextWriter {
  title(title: string): string
  body(body: string, footer?: string): { readonly text: string; readonly cut: boolean }
}

/** Title and body as the tracker writes them, those that are given; `cut` says that the body does not fit. */
export function textForms({ title, body, footer }: FieldValues, writer: TextWriter) {
  const written = body === undefined ? null : writer.body(body, footer)
  const forms = {
    ...(title !== undefined && { title: writer.title(title) }),
    ...(written && { body: written.text }),
  }
  return { forms, cut: written?.cut ?? false }
}
