import { Refusal } from './wire.ts'

/** One condition of a query, such as `updated >= 1700000000000`. */
export interface Clause {
  readonly field: string
  /** `=`, `>=`, `>`, `<=`, `<` or `in`. */
  readonly operator: string
  readonly values: readonly string[]
}

/** A query: all clauses hold; sorted by the first of `order`, then by the next. */
export interface Jql {
  readonly clauses: readonly Clause[]
  readonly order: readonly { readonly field: string; readonly turn: 1 | -1 }[]
}

/** Reads the part of JQL that is needed here; throws in Jira's words at anything else. */
export function parseJql(text: string): Jql {
  const words = wordsIn(text)
  const clauses: Clause[] = []
  while (words.length > 0 && !isWord(words[0], 'order')) {
    if (clauses.length > 0) expect(words, 'and')
    clauses.push(clauseOf(words))
  }
  if (clauses.length === 0) {
    const please = 'Please add a search restriction to your query.'
    throw new Refusal(400, `Unbounded JQL queries are not allowed here. ${please}`)
  }
  return { clauses, order: words.length > 0 ? orderOf(words) : [] }
}

interface Word {
  readonly text: string
  readonly isQuoted: boolean
}

function wordsIn(text: string): Word[] {
  const word =
    /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([<>!]?=|[<>(),])|([^\s"'<>!=(),]+))\s*/y
  const words: Word[] = []
  while (word.lastIndex < text.length) {
    const at = word.lastIndex
    const [found, double, single, sign, plain] = word.exec(text) ?? []
    if (found === undefined) throw wrong(`a value near character ${at}`)
    const quoted = (double ?? single)?.replace(/\\(.)/g, '$1')
    words.push({ text: quoted ?? sign ?? plain ?? '', isQuoted: quoted !== undefined })
  }
  return words
}

function clauseOf(words: Word[]): Clause {
  const field = take(words, 'a field').text.toLowerCase()
  const operator = take(words, 'an operator').text.toLowerCase()
  if (!['=', '>=', '>', '<=', '<', 'in'].includes(operator)) throw wrong(`an operator`)
  if (operator !== 'in') return { field, operator, values: [take(words, 'a value').text] }
  expect(words, '(')
  const values = [take(words, 'a value').text]
  while (words[0]?.text === ',') {
    expect(words, ',')
    values.push(take(words, 'a value').text)
  }
  expect(words, ')')
  return { field, operator, values }
}

function orderOf(words: Word[]): Jql['order'] {
  expect(words, 'order')
  expect(words, 'by')
  const order: Jql['order'][number][] = []
  do {
    if (order.length > 0) expect(words, ',')
    const field = take(words, 'a field').text.toLowerCase()
    const isDown = isWord(words[0], 'desc')
    if (isDown || isWord(words[0], 'asc')) words.shift()
    order.push({ field, turn: isDown ? -1 : 1 })
  } while (words.length > 0)
  return order
}

function take(words: Word[], what: string): Word {
  const word = words.shift()
  if (!word || (!word.isQuoted && /^[(),]$/.test(word.text))) throw wrong(what)
  return word
}

function expect(words: Word[], text: string): void {
  if (!isWord(words.shift(), text)) throw wrong(`'${text}'`)
}

function isWord(word: Word | undefined, text: string): boolean {
  return !word?.isQuoted && word?.text.toLowerCase() === text
}

function wrong(expected: string): Refusal {
  return new Refusal(400, `Error in the JQL Query: Expecting ${expected}.`)
}
