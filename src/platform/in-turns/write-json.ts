import { createYielder } from '../yield.ts'

/** The header of what `writeJson` returns. */
export const jsonType = { 'Content-Type': 'application/json' }

/** Returns an object as JSON. Between the items of its lists the process goes on to other work. */
export async function writeJson(value: object): Promise<string> {
  const yieldNow = createYielder()
  const fields: string[] = []
  for (const [name, inner] of Object.entries(value)) {
    const written = Array.isArray(inner) ? await listOf(inner) : JSON.stringify(inner)
    if (written !== undefined) fields.push(`${JSON.stringify(name)}:${written}`)
    if (!Array.isArray(inner)) await yieldNow(written?.length)
  }
  return `{${fields.join(',')}}`

  async function listOf(items: readonly unknown[]): Promise<string> {
    const written: string[] = []
    for (const item of items) {
      const text = JSON.stringify(item) ?? 'null'
      written.push(text)
      await yieldNow(text.length)
    }
    return `[${written.join(',')}]`
  }
}
