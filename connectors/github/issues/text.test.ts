import { describe, expect, it } from 'vitest'
import { safeName } from '../../../src/text/file-name.ts'
import { keyOf, marker, withoutMarker } from './marker.ts'
import { plainText, render } from './text.ts'

const mark = '<!-- lockstep:k-1 -->'

describe('the marker', () => {
  it.each([
    ['at the end', `Text${marker('k-1')}`],
    ['alone', mark],
    ['before blanks and Windows line ends', `Text\r\n\r\n${mark}\r\n \r\n`],
    ['before what a person added', `Text\n\n${mark}\n\nI will look at it.`],
    ['after a code block that was closed', `\`\`\`js\na\n\`\`\`\n\n${mark}`],
    ['after a code block that was not', `\`\`\`\na\n\n${mark}`],
  ])('is found %s', (_, text) => {
    expect(keyOf(text)).toBe('k-1')
  })

  it.each([
    ['in a code block', `\`\`\`\n${mark}\n\`\`\``],
    ['in a block of tildes with other fences', `~~~~\n~~~\n${mark}\n\`\`\`\n~~~~\nend`],
    ['in a line of code', `Like \`${mark}\``],
    ['in a quote', `> ${mark}`],
    ['in indented code', `    ${mark}`],
    ['in a sentence', `Text ${mark}`],
    ['with another word', '<!-- lockstep:k 1 -->'],
    ['nowhere', ''],
  ])('is not found %s', (_, text) => {
    expect(keyOf(text)).toBeNull()
  })

  it('is taken away, and nothing else', () => {
    expect(withoutMarker(`  kondukto: a\n${marker('k-1')}`)).toBe('  kondukto: a')
    expect(withoutMarker(`a${marker('k-1')}\n\nadded`)).toBe('a\n\nadded')
    expect(withoutMarker(`\`${mark}\` `)).toBe(`\`${mark}\` `)
  })
})

describe('a body', () => {
  it('keeps its key within the limit', () => {
    const { text, cut } = render('word '.repeat(50_000), 'k-1', { note: 'There is more.' })

    expect(cut).toBe(true)
    expect(text.length).toBeLessThanOrEqual(65_536)
    expect(text.endsWith(`There is more.\n\n${mark}`)).toBe(true)
  })

  it('is the same with other line ends', () => {
    expect(plainText('a  \r\nb\n\n')).toBe('a\nb')
    expect(plainText('a\n b')).toBe('a\n b')
  })
})

describe('a file name', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['a"b.png', 'ab.png'],
    ['C:\\temp\\x.txt', 'x.txt'],
    ['', 'attachment'],
    ['../..', 'attachment'],
    ['...', 'attachment'],
    ['скриншот.png', 'скриншот.png'],
    ['Ü\u0308bersicht (1).png', 'Ü\u0308bersicht1.png'],
    ['.htaccess', 'attachment.htaccess'],
    [`${'x'.repeat(300)}.txt`, `${'x'.repeat(96)}.txt`],
    ['a?b#c%2f.md', 'abc2f.md'],
  ])('of %j is %j', (title, name) => {
    expect(safeName(title)).toBe(name)
  })
})
