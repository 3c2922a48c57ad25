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
    await yieldNow()
  }
  return `{${fields.join(',')}}`

  async function listOf(items: readonly unknown[]): Promise<string> {
    const written: string[] = []
    for (const item of items) {
      written.push(JSON.stringify(item) ?? 'null')
      await yieldNow()
    }
    return `[${written.join(',')}]`
  }
}
