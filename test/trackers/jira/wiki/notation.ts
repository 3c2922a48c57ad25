/** A text in wiki notation as Jira's renderer would read it: what marks it up, and what is shown. */
export interface Notation {
  /** Macros, mentions, pictures, addresses and keys of issues that Jira would make something of. */
  readonly live: readonly string[]
  /** Where its links lead. */
  readonly links: readonly string[]
  /** The words that it shows, in order. */
  readonly words: readonly string[]
}

/** Shown signs go through the reading as letters that no text here has. */
const shownAt = 0xe000

/** Reads the notation. It knows what the connector writes, and calls anything else that is marked up live. */
export function readNotation(wiki: string): Notation {
  const code: string[] = []
  const withoutCode = wiki.replace(
    /\{(code|noformat)(?::[\w+#]+)?\}\n([\s\S]*?)\n\{\1\}/g,
    (_, __, text) => ` \uF000${code.push(text) - 1}\uF001 `,
  )
  const masked = withoutCode
    .replace(/\\([^a-z\d\s])/gi, (_, sign) => shown(sign.charCodeAt(0)))
    .replace(/&#(\d+);/g, (_, number) => shown(Number(number)))
    .replace(/\{([*_+~^-])\}/g, '\uF002')
    .replace(/\{\{|\}\}/g, '\uF002')
    .replace(/\{quote\}/g, ' ')
  const links: string[] = []
  const unlinked = masked.replace(
    /\[([^[\]|]*)\|((?:https?:\/\/|mailto:)[^[\]|]*)\]/g,
    (_, text, target) => {
      links.push(target)
      return text
    },
  )
  return { links, live: liveIn(unlinked), words: wordsIn(unlinked, code) }
}

function liveIn(text: string): string[] {
  const found = [
    ...text.matchAll(/[{}[\]!~^]|\w+:\/\/|\bmailto:|\b[A-Z][A-Z\d_]+-\d+|[:;][()DPp|]/g),
  ]
  return found.map(([sign]) => sign)
}

function wordsIn(text: string, code: readonly string[]): string[] {
  return text
    .replace(/^(?:h[1-6]\. |[*#]+(?: |$)|----$)/gm, ' ')
    .replace(/\|+/g, ' ')
    .replaceAll('\uF002', '')
    .replace(/[\uE000-\uEFFF]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - shownAt))
    .replace(/\uF000(\d+)\uF001/g, (_, at) => code[Number(at)] ?? '')
    .split(/[ \t\n\f\r]+/)
    .filter((word) => word !== '' && word !== '|' && word !== '———')
}

function shown(code: number): string {
  return String.fromCharCode(shownAt + code)
}
