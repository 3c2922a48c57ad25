import { type Answer, serveScanner } from './serve.ts'

/** Corgea's API as far as Lockstep uses it: what a scan found, in pages, its vulnerable dependencies apart. */
export async function startCorgea(
  scan: string,
  issues: readonly unknown[],
  sca: readonly unknown[],
) {
  const trouble = new Map<number, Answer[]>()
  let isCounted = true
  let date: string | null = null
  return {
    ...(await serveScanner(({ path, query, headers }) => {
      if (headers['corgea-token'] !== 'token') return { status: 401 }
      if (path === '/verify') return { status: 200, body: { status: 'ok' } }
      const all =
        path === `/scan/${scan}/issues` ? issues : path.endsWith('/issues/sca') ? sca : null
      if (!all) return { status: 404, body: { status: 'error', message: 'Scan not found' } }
      const number = Number(query.get('page'))
      return trouble.get(number)?.shift() ?? page(all, number, Number(query.get('page_size')))
    })),
    /** What the next requests for a page, counted from 1, meet instead of their answer. */
    fail: (number: number, ...answers: Answer[]) => void trouble.set(number, answers),
    /** What Corgea's clock shows from now on. */
    setDate(text: string) {
      date = text
    },
    /** From now on no answer says how many pages there are. */
    hideTotal() {
      isCounted = false
    },
  }

  function page(all: readonly unknown[], number: number, asked: number): Answer {
    const size = Math.min(asked, 50)
    const issues = all.slice((number - 1) * size, number * size)
    const total_pages = Math.max(1, Math.ceil(all.length / size))
    const body = { status: 'ok', page: number, ...(isCounted && { total_pages }), issues }
    return { status: 200, body, ...(date !== null && { headers: { date } }) }
  }
}
