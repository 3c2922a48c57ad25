import { describe, expect, it } from 'vitest'
import { defang } from '../../src/text/defang.ts'
import { githubDialect, plainDialect } from '../../src/text/dialect.ts'

const link = '//github.com/o/r.x/issues/1'
const quiet = 'https://redirect.github.com/o/r.x/issues/1'

describe('a link to an issue on GitHub', () => {
  it.each([
    [`https:${link}`, quiet],
    [`see http:${link}#c, [x](https:${link})`, `see ${quiet}#c, [x](${quiet})`],
    ['www.github.com/o/r.x/issues/1', quiet],
    ['https://github.com/o/r/pull/2/files', 'https://redirect.github.com/o/r/pull/2/files'],
    ['https://github.com/o/r/discussions/3', 'https://redirect.github.com/o/r/discussions/3'],
    [`<https:${link}>`, `<${quiet}>`],
    [`[x]: https:${link}`, `[x]: ${quiet}`],
    [`\`open https:${link}`, `\`open ${quiet}`],
    [`\`a\n\n\` https:${link}`, `\`a\n\n\` ${quiet}`],
    [`\`\`\`\ncode\n\`\`\`\nhttps:${link}`, `\`\`\`\ncode\n\`\`\`\n${quiet}`],
    [`<code>a</code> https:${link}`, `<code>a</code> ${quiet}`],
    [`<a href="https:${link}">x</a>`, `<a href="${quiet}">x</a>`],
    [`<p>\nhttps:${link}\n</p>`, `<p>\n${quiet}\n</p>`],
    ['[x](https:&#x2F;&#47;github.com/o/r.x/issues/1)', `[x](${quiet})`],
    ['[x](https://gith&#117;b&period;com/o/r.x/issues/1)', `[x](${quiet})`],
    ['[x](https\\://github\\.com/o/r.x/issues/1)', `[x](${quiet})`],
    [
      `[x](https:${link.replace('issues', 'iss&#117;es')})`,
      `[x](${quiet.replace('issues', 'iss&#117;es')})`,
    ],
    [`[x](https:${link.replace('/1', '\\/1')})`, `[x](${quiet.replace('/1', '\\/1')})`],
  ])('leads over a host that leaves no note there: %j', (text, expected) => {
    expect(defang(text, githubDialect())).toBe(expected)
  })

  it.each([
    `\`https:${link}\``,
    `\`\` a \` https:${link} \`\``,
    `\`\`\`\nhttps:${link}\n\`\`\``,
    `- x\n\n  \`\`\`\n  a\n\n  https:${link}\n  \`\`\``,
    `a\n\n    https:${link}`,
    `\`\`\`\n\`\`\`js\nhttps:${link}\n\`\`\``,
    `> \`\`\`\n> https:${link}`,
    '`https://ghe.acme.example/o/r/issues/1`',
  ])('stays as it is in code: %j', (text) => {
    const safe = defang(text, githubDialect(['ghe.acme.example']))

    expect(safe.startsWith(text)).toBe(true)
  })

  it.each([
    'https://github.com/o/r/blob/main/issues/1',
    'https://github.com/o/r/issues',
    'https://api.github.com/repos/o/r/issues/1',
    'https://notgithub.com/o/r/issues/1',
    'https://github.com/o/r/blob/main/a?b=1&c=2',
  ])('is left alone if it is none: %j', (text) => {
    expect(defang(text, githubDialect())).toBe(text)
  })

  it('is a link like any other to Jira and the embedded tracker', () => {
    expect(defang(`https:${link}`, plainDialect)).toBe(`https:${link}`)
  })
})

describe('a link to an issue on an Enterprise Server', () => {
  const own = githubDialect(['ghe.acme.example'])

  it.each([
    ['https://ghe.acme.example/o/r/issues/1', 'https://\u200Bghe.acme.example/o/r/issues/1'],
    ['[x](http://GHE.acme.example/o/r/pull/1)', '[x](http://\u200BGHE.acme.example/o/r/pull/1)'],
  ])('is broken, as it has no such host: %j', (text, expected) => {
    expect(defang(text, own)).toBe(expected)
  })

  it('is left alone on another server', () => {
    const text = 'https://ghe.acme.example/o/r/issues/1'

    expect(defang(text, githubDialect())).toBe(text)
  })
})
