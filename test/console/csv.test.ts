import { expect, it } from 'vitest'
import { reply } from '../support/memory-github.ts'
import { pass, settle } from '../support/running.ts'
import { operator } from './operator.ts'

const use = operator()

it('findings, messages, jobs and attempts are downloaded as CSV, narrowed like the lists', async () => {
  await use.send({ title: 'One', severity: 'high' })
  await use.send({ title: 'Two', severity: 'low' })
  await settle(use.bridge, use.clock)

  expect((await csv('findings.csv')).rows).toHaveLength(2)
  expect((await csv('findings.csv?severity=low')).text).toContain('"Two"')
  expect((await csv('findings.csv?severity=low')).rows).toHaveLength(1)
  expect((await csv('inbox.csv')).rows).toHaveLength(2)
  expect((await csv('jobs.csv')).text).toContain('"create","done","github"')
  expect((await csv('attempts.csv')).text).toContain('"done"')
  const { headers } = await use.bridge.admin('/admin/findings.csv')
  expect(headers.get('content-disposition')).toBe('attachment; filename="lockstep-findings.csv"')
})

it('jobs and attempts are downloaded as the list of jobs is narrowed', async () => {
  await use.send({ title: 'Filed' })
  await settle(use.bridge, use.clock)
  use.github.meet(({ method }) => (method === 'POST' ? reply(422, { message: 'Bad title' }) : null))
  await use.send({ title: 'Refused' })
  await settle(use.bridge, use.clock)

  const shown = await use.open('/admin/jobs?state=failed&error=bad+title&account=github')
  const [jobs = '', attempts = ''] = [...shown.matchAll(/href="\/admin\/(\w+\.csv[^"]*)"/g)].map(
    ([, path = '']) => path.replaceAll('&amp;', '&'),
  )

  expect((await csv(jobs)).rows).toEqual([expect.stringContaining('"create","failed","github"')])
  expect((await csv(attempts)).rows).toEqual([expect.stringContaining('"rejected","Bad title"')])
  expect((await csv('jobs.csv?kind=create')).rows).toHaveLength(2)
  expect((await csv('jobs.csv?kind=create&state=done')).rows).toHaveLength(1)
  expect((await csv('jobs.csv?destination=github:acme/elsewhere')).rows).toEqual([])
  expect((await csv('attempts.csv?outcome=done&kind=create')).rows).toHaveLength(1)
  expect((await csv('attempts.csv?kind=comment')).rows).toEqual([])
  expect(await use.open('/admin/jobs?state=all&kind=comment')).toContain('No job is in this state.')
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '|x'])(
  'a title that a spreadsheet would run is text in the CSV: %s',
  async (title) => {
    await use.send({ title, name: 'x' })

    expect((await csv('findings.csv')).text).toContain(`"'${title}"`)
  },
)

it('quotes and line breaks stay within their field', async () => {
  await use.send({ title: 'a "b", c' })

  expect((await csv('findings.csv')).text).toContain('"a ""b"", c"')
})

it('more than one read is in one file', async () => {
  for (let at = 0; at < 30; at += 1) await use.send()
  await pass(use.bridge, use.clock, 60_000)
  const values = Array.from(
    { length: 1500 },
    (_, at) => `('a${at}', 'j', 'github', 0, 1, 0, 'done')`,
  )
  await use.bridge.db.query.run(
    `insert into attempts (id, job_id, account, at, took, writes, outcome) values ${values.join(', ')}`,
  )

  expect((await csv('attempts.csv')).rows.length).toBeGreaterThan(1500)
})

async function csv(path: string): Promise<{ text: string; rows: string[] }> {
  const text = await (await use.bridge.admin(`/admin/${path}`)).text()
  return { text, rows: text.trim().split('\r\n').slice(1) }
}
