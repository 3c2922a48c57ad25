import { bytesOf } from '../../platform/bytes.ts'

/** A column: its name, and what stands in it. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => unknown>>

/**
 * Returns rows as a CSV file that is sent while it is read, a page at a time. A value that a spreadsheet would take for a
 * formula begins with an apostrophe.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvFile<Row>(
  name: string,
  columns: Columns<Row>,
  pages: AsyncGenerator<readonly Row[]>,
): Response {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  // Begun here and not by whoever reads the file: what is read belongs to the event of this request.
  void send(writable.getWriter(), columns, pages)
  return new Response(readable, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="lockstep-${name}.csv"`,
    },
  })
}

/** Writes the file as fast as it is read. If reading the rows fails, so does reading the file. */
async function send<Row>(
  file: WritableStreamDefaultWriter<Uint8Array>,
  columns: Columns<Row>,
  pages: AsyncGenerator<readonly Row[]>,
): Promise<void> {
  const cells = Object.values(columns)
  try {
    await file.write(bytesOf(line(Object.keys(columns))))
    for await (const rows of pages) {
      const lines = rows.map((row) => line(cells.map((cell) => cell(row))))
      await file.write(bytesOf(lines.join('')))
    }
    await file.close()
  } catch (error) {
    // Whoever reads may be gone.
    await file.abort(error).catch(() => {})
  }
}

function line(values: readonly unknown[]): string {
  return `${values.map(quoted).join(',')}\r\n`
}

function quoted(value: unknown): string {
  const text = String(value ?? '')
  const safe = /^[=+\-@\t\r\n|%]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

/** A time for a spreadsheet, in ISO 8601; empty if there is none. */
export function iso(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString()
}
