import { describe, expect, it } from 'vitest'
import { type Log, lineOf, openLog, secretsIn } from '../../src/platform/log.ts'

const now = () => Date.UTC(2026, 0, 1)

function open(env: Record<string, string> = {}): { log: Log; lines: string[] } {
  const lines: string[] = []
  return { log: openLog((line) => void lines.push(line), { env, now }), lines }
}

describe('the log', () => {
  it('is one line of JSON for each event, with its time and its level', () => {
    const { log, lines } = open()

    log('a job failed', { job: '1', error: 'Bad credentials' }, 'warning')

    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        at: '2026-01-01T00:00:00.000Z',
        level: 'warning',
        message: 'a job failed',
        job: '1',
        error: 'Bad credentials',
      },
    ])
  })

  it.each([
    ['debug', ['a', 'b', 'c', 'd']],
    ['info', ['b', 'c', 'd']],
    ['warning', ['c', 'd']],
    ['error', ['d']],
    ['', ['b', 'c', 'd']],
  ])('with LOG_LEVEL=%s says %j', (LOG_LEVEL, said) => {
    const { log, lines } = open({ LOG_LEVEL })

    log('a', {}, 'debug')
    log('b')
    log('c', {}, 'warning')
    log('d', {}, 'error')

    expect(lines.map((line) => JSON.parse(line).message)).toEqual(said)
  })

  it.each([
    ['in a message of an error', { error: new Error('no route /hooks/holm/s3cret-"token"') }],
    ['in an address', { url: `http://bridge/hooks/holm/${encodeURIComponent('s3cret-"token"')}` }],
    ['under a telling name', { apiKey: 's3cret-"token"' }],
    ['among others', { text: 'the old-secret-value is accepted too' }],
  ])('hides a secret of the settings %s', (_, data) => {
    const { log, lines } = open({ HOLM_TOKEN: 's3cret-"token", old-secret-value' })

    log('something', data)

    expect(lines[0]).toContain('[hidden]')
    expect(lines[0]).not.toMatch(/s3cret|old-secret/)
    expect(() => JSON.parse(lines[0] ?? '')).not.toThrow()
  })

  it('keeps short values and settings that are no secret', () => {
    const values = secretsIn({ HOLM_TOKEN: 'short', PUBLIC_URL: 'https://lockstep.example' })
    const event = { at: now(), level: 'info', message: 'short', data: {} } as const

    expect(values).toEqual([])
    expect(lineOf(event, values)).toContain('short')
  })
})
