import { join } from 'node:path'

/** A Worker that keeps what it is sent by one insert, and does nothing else. */
export const bareWorker = `export default {
  async fetch(request, { DB }) {
    const insert = DB.prepare('insert into files (key, base64) values (?, ?)')
    await insert.bind(crypto.randomUUID(), await request.text()).run()
    return Response.json({}, { status: 201 })
  },
  async queue() {},
}`

const adf = join(import.meta.dirname, '../../../connectors/jira/text/markdown-to-adf.ts')

/** A Worker that makes as many queries, one request and the same document, and knows nothing of findings. */
export function equalWorker(queries: number, url: string): string {
  return `import { markdownToAdf } from ${JSON.stringify(adf)}
export default {
  async fetch(request, { DB }) {
    const sent = await request.text()
    const insert = DB.prepare('insert into files (key, base64) values (?, ?)')
    await insert.bind(crypto.randomUUID(), sent).run()
    const find = DB.prepare('select * from files where key = ?')
    for (let n = 1; n < ${queries}; n += 1) await find.bind('none').all()
    const { document } = markdownToAdf(JSON.parse(sent).template_md, 32767, '')
    await (await fetch(${JSON.stringify(url)}, { method: 'POST', body: JSON.stringify(document) })).text()
    return Response.json({}, { status: 201 })
  },
  async queue() {},
}`
}
