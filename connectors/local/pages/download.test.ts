import { describe, expect, it } from 'vitest'
import { bench, pageOf } from '../../../test/trackers/local/bench.ts'
import { download } from './download.ts'

const use = bench()

describe('files', () => {
  it('are downloads with their size on the page', async () => {
    const issue = await use.file()
    const path = await use.attach(issue, 'report.html', 'PGI+aGk8L2I+')

    const answer = await use.tracker.request(path)

    expect(await answer.text()).toBe('<b>hi</b>')
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="report.html"; filename*=UTF-8''report.html`,
    )
    expect(await use.show(pageOf(issue))).toContain('9 bytes')
  })

  it.each([
    [
      'a"b\r\nX-Evil: 1.txt',
      /filename="a_b[ _]*X-Evil_ 1\.txt"/,
      /UTF-8''a%22b(%20)*X-Evil%3A%201\.txt$/,
    ],
    ['../../etc/passwd', /filename="passwd"/, /UTF-8''passwd$/],
    ['..\\..\\boot.ini', /filename="boot\.ini"/, /UTF-8''boot\.ini$/],
    ['..', /filename="attachment"/, /UTF-8''attachment$/],
    ["Käse (1)'s.pdf", /filename="K_se _1__s\.pdf"/, /UTF-8''K%C3%A4se%20%281%29%27s\.pdf$/],
  ])('named %j cannot leave their header or folder', async (title, plain, encoded) => {
    const issue = await use.file()

    const answer = await use.tracker.request(await use.attach(issue, title))

    expect(answer.headers.get('content-disposition')).toMatch(plain)
    expect(answer.headers.get('content-disposition')).toMatch(encoded)
    expect(answer.headers.get('x-evil')).toBeNull()
  })

  it('keep control characters out of their names, whoever stored them', () => {
    const { headers } = download({ title: 'a\r\nb\u202etxt.exe', base64: '' })

    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="abtxt.exe"; filename*=UTF-8''abtxt.exe`,
    )
  })

  it('that are pictures are shown on the page; SVG is not one', async () => {
    const issue = await use.file()
    const [png, svg] = [await use.attach(issue, 'a.PNG'), await use.attach(issue, 'b.svg')]

    const page = await use.show(pageOf(issue))

    expect(page).toContain(`<img src="${png}"`)
    expect(page).not.toContain(`<img src="${svg}"`)
    expect((await use.tracker.request(png)).headers.get('content-type')).toBe('image/png')
    expect((await use.tracker.request(svg)).headers.get('content-type')).toBe(
      'application/octet-stream',
    )
  })
})
