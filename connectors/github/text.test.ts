import { describe, expect, it } from 'vitest'
import { safeName } from '../../src/text/file-name.ts'
import { quietLinks } from './links.ts'
import { keyOf, marker, withoutMarker } from './marker.ts'
import { render, sameText } from './text.ts'

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

describe('links to GitHub', () => {
  const link = '//github.com/o/r.x/issues/1'
  const quiet = 'https://redirect.github.com/o/r.x/issues/1'

  it.each([
    [`https:${link}`, quiet],
    [`see http:${link}#c, [x](https:${link})`, `see ${quiet}#c, [x](${quiet})`],
    ['www.github.com/o/r.x/issues/1', quiet],
    ['https://github.com/o/r/pull/2/files', 'https://redirect.github.com/o/r/pull/2/files'],
    ['https://github.com/o/r/discussions/3', 'https://redirect.github.com/o/r/discussions/3'],
    [`\`open https:${link}`, `\`open ${quiet}`],
    [`\`a\n\n\` https:${link}`, `\`a\n\n\` ${quiet}`],
    [`\`a\n\nhttps:${link} \``, `\`a\n\n${quiet} \``],
    [`\`\`\`\ncode\n\`\`\`\nhttps:${link}`, `\`\`\`\ncode\n\`\`\`\n${quiet}`],
    [`<code>a</code> https:${link}`, `<code>a</code> ${quiet}`],
    [`<pre https:${link}`, `<pre ${quiet}`],
    [`[x](https:&#x2F;&#47;github.com/o/r.x/issues/1)`, `[x](${quiet})`],
    [`[x](https://gith&#117;b&period;com/o/r.x/issues/1)`, `[x](${quiet})`],
    [`<https\\://github\\.com/o/r.x/issues/1>`, `<${quiet}>`],
    [
      `[x](https:${link.replace('issues', 'iss&#117;es')})`,
      `[x](${quiet.replace('issues', 'iss&#117;es')})`,
    ],
    [`[x](https:${link.replace('/1', '\\/1')})`, `[x](${quiet.replace('/1', '\\/1')})`],
  ])('are quiet in %j', (text, expected) => {
    expect(quietLinks(text)).toBe(expected)
  })

  it.each([
    `\`https:${link}\``,
    `\`\` a \` https:${link} \`\``,
    `\`\`\`\nhttps:${link}\n\`\`\``,
    `~~~\nhttps:${link}`,
    `<PRE><code>https:${link}</code></PRE>`,
    'https://github.com/o/r/blob/main/issues/1',
    'https://github.com/o/r/issues',
    'https://api.github.com/repos/o/r/issues/1',
    'https://notgithub.com/o/r/issues/1',
    'https://github.com/o/r/blob/main/a?b=1&c=2',
  ])('stay in %j', (text) => {
    expect(quietLinks(text)).toBe(text)
  })

  it.each([
    '<pre ',
    '` `` ',
    '<code>`',
    '```\n',
    'https:&#0',
    'https://github.com/&',
    'https://github.com/o/r/issues/1 ',
    '```a\n\n',
  ])('take no time to find among 300,000 characters of %j', (part) => {
    const started = performance.now()

    quietLinks(`https:${link} ${part.repeat(300_000 / part.length)}`)

    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('a body', () => {
  it('keeps its key within the limit', () => {
    const { text, cut } = render('word '.repeat(50_000), 'k-1', 'There is more.')

    expect(cut).toBe(true)
    expect(text.length).toBeLessThanOrEqual(65_536)
    expect(text.endsWith(`There is more.\n\n${mark}`)).toBe(true)
  })

  it('is quiet', () => {
    const { text, cut } = render('See https://github.com/o/r/issues/1', 'k-1', '')

    expect(text).toBe(`See https://redirect.github.com/o/r/issues/1\n\n${mark}`)
    expect(cut).toBe(false)
  })

  it('is the same with other line ends', () => {
    expect(sameText('a  \r\nb\n\n', 'a\nb')).toBe(true)
    expect(sameText('a\n b', 'a\nb')).toBe(false)
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
    ['скриншот.png', 'attachment.png'],
    ['.htaccess', 'attachment.htaccess'],
    [`${'x'.repeat(300)}.txt`, `${'x'.repeat(96)}.txt`],
    ['a?b#c%2f.md', 'abc2f.md'],
  ])('of %j is %j', (title, name) => {
    expect(safeName(title)).toBe(name)
  })
})
