import { newId } from '../../../src/platform/new-id.ts'
import { carried } from './context.ts'
import { subtle, uuidOf } from './crypto.ts'
import { fetchOr, printOr } from './owned.ts'

/** What the world has in the place of the runtime's own. */
export interface Replacements {
  now(): number
  after(ms: number, run: () => void): { run: (() => void) | null }
  random(): number
}

/** The world that is open. */
interface Open extends Replacements {
  readonly begun: number
  /** Random numbers for ids. */
  source(): number
}

let open: Open | null = null
let drawn = 0
let isInstalled = false

/**
 * Puts the world's clock, timers, chance and hashing in the place of the runtime's, so that product and libraries run
 * unchanged. Returns the function that puts the runtime's back.
 */
export function replaceGlobals(replacements: Replacements): () => void {
  if (!isInstalled) install()
  isInstalled = true
  const { now, random } = replacements
  const begun = now()
  open = { ...replacements, begun, source: () => 0.5 }
  // Ids are drawn from a buffer that may still hold the last world's numbers.
  newId()
  for (const before = drawn; drawn === before; ) newId()
  // They count on within a millisecond from where the last world's ended. A clock that went back much begins anew.
  open = { ...open, now: () => begun - 20_000 }
  newId()
  open = { ...open, now, source: random }
  return () => {
    open = null
  }
}

/**
 * Puts functions in the place of the runtime's, once: each is the open world's, or else the runtime's own. To put them there
 * and back for each world would make `Math` and `Date` slow for good.
 */
function install(): void {
  replace(Date, 'now', (real: () => number) => () => open?.now() ?? real())
  replace(Math, 'random', (real: () => number) => () => open?.random() ?? real())
  replace(
    performance,
    'now',
    (real: () => number) => () => (open ? open.now() - open.begun : real()),
  )
  replace(globalThis, 'setTimeout', timerOr)
  replace(globalThis, 'clearTimeout', cancelOr)
  replace(AbortSignal, 'timeout', timeoutOr)
  replace(crypto, 'getRandomValues', randomValuesOr)
  replace(
    crypto,
    'randomUUID',
    (real: () => string) => () =>
      open ? uuidOf(crypto.getRandomValues(new Uint8Array(16))) : real(),
  )
  replace(globalThis, 'fetch', fetchOr)
  replace(console, 'log', printOr)
  const { subtle: real } = crypto
  Object.defineProperty(crypto, 'subtle', { get: () => (open ? subtle : real), configurable: true })
}

function replace<Real>(owner: object, name: string, make: (real: Real) => unknown): void {
  const real = Reflect.get(owner, name).bind(owner)
  Object.defineProperty(owner, name, { value: make(real), configurable: true, writable: true })
}

function timerOr(real: (...all: unknown[]) => unknown) {
  return (run: (...all: unknown[]) => void, ms = 0, ...all: unknown[]): unknown => {
    if (!open) return real(run, ms, ...all)
    const planned = open.after(
      ms,
      carried(() => run(...all)),
    )
    return { planned, unref() {}, ref() {}, hasRef: () => true }
  }
}

function cancelOr(real: (timer: unknown) => void) {
  return (timer: { planned?: { run: unknown } } | undefined): void => {
    if (timer?.planned) timer.planned.run = null
    else real(timer)
  }
}

/** One for all: to make one notes where, and hardly any signal's is looked at. */
const timedOut = new DOMException('The operation was aborted due to timeout', 'TimeoutError')

function timeoutOr(real: (ms: number) => AbortSignal) {
  return (ms: number): AbortSignal => {
    if (!open) return real(ms)
    const controller = new AbortController()
    open.after(
      ms,
      carried(() => controller.abort(timedOut)),
    )
    return controller.signal
  }
}

function randomValuesOr(real: (array: unknown) => unknown) {
  return <T extends ArrayBufferView>(array: T): unknown => {
    if (!open) return real(array)
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = Math.floor(open.source() * 256)
    drawn += 1
    return array
  }
}
