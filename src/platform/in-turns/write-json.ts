import { createYielder } from '../yield.ts'

/** Returns an object as a response of JSON. Between the items of its lists the process goes on to other work. */
export async function jsonResponse(value: object): Promise<Response> {
  const yieldNow = createYielder()
  const fields: string[] = []
  for (const [name, inner] of Object.entries(value)) {
    const written = Array.isArray(inner) ? await listOf(inner) : JSON.stringify(inner)
    if (written !== undefined) fields.push(`${JSON.stringify(name)}:${written}`)
    await yieldNow()
  }
  const headers = { 'Content-Type': 'application/json' }
  return new Response(`{${fields.join(',')}}`, { headers })

  async function listOf(items: readonly unknown[]): Promise<string> {
    const written: string[] = []
    for (const item of items) {
      written.push(JSON.stringify(item) ?? 'null')
      await yieldNow()
    }
    return `[${written.join(',')}]`
  }
}
