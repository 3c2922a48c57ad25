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
  const encoder = new TextEncoder()
  const body = new ReadableStream({
    start(stream) {
      stream.enqueue(encoder.encode(line(Object.keys(columns))))
    },
    async pull(stream) {
      const { value, done } = await pages.next()
      if (done) return stream.close()
      const lines = value.map((row) => line(Object.values(columns).map((cell) => cell(row))))
      stream.enqueue(encoder.encode(lines.join('')))
    },
    async cancel() {
      await pages.return(undefined)
    },
  })
  return new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="lockstep-${name}.csv"`,
    },
  })
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
