import { uuidv7 } from 'uuidv7'
import { carried, ownerNow } from './context.ts'
import { subtle } from './crypto.ts'

/** What the world has in the place of the runtime's own. */
export interface Replacements {
  now(): number
  after(ms: number, run: () => void): { run: (() => void) | null }
  random(): number
}

/**
 * Puts the world's clock, timers, chance and hashing in the place of the runtime's, so that product and libraries run
 * unchanged. Returns the function that puts the runtime's back.
 */
export function replaceGlobals({ now, after, random }: Replacements): () => void {
  let drawn = 0
  let source = () => 0.5
  const getRandomValues = <T extends ArrayBufferView>(array: T): T => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = Math.floor(source() * 256)
    drawn += 1
    return array
  }
  const begun = now()
  const timer = (run: (...all: unknown[]) => void, ms = 0, ...all: unknown[]) => {
    const planned = after(
      ms,
      carried(() => run(...all)),
    )
    return { planned, unref() {}, ref() {}, hasRef: () => true }
  }
  const restore = [
    replace(Date, 'now', now),
    replace(Math, 'random', random),
    replace(performance, 'now', () => now() - begun),
    replace(globalThis, 'setTimeout', timer),
    replace(globalThis, 'clearTimeout', cancel),
    replace(AbortSignal, 'timeout', (ms: number) => {
      const controller = new AbortController()
      const text = 'The operation was aborted due to timeout'
      after(
        ms,
        carried(() => controller.abort(new DOMException(text, 'TimeoutError'))),
      )
      return controller.signal
    }),
    replace(crypto, 'getRandomValues', getRandomValues),
    replace(crypto, 'randomUUID', () => uuidOf(getRandomValues(new Uint8Array(16)))),
    replace(crypto, 'subtle', subtle),
    replace(globalThis, 'fetch', fetchOf(fetch)),
    replace(console, 'log', printOf(console.log)),
  ]
  // Ids are drawn from a buffer that may still hold the last world's numbers.
  uuidv7()
  for (const before = drawn; drawn === before; ) uuidv7()
  // They count on within a millisecond from where the last world's ended. A clock that went back much begins anew.
  const forth = replace(Date, 'now', () => begun - 20_000)
  uuidv7()
  forth()
  source = random
  return () => {
    for (const back of restore) back()
  }
}

/** A UUID of version 4. */
function uuidOf(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const [, a, b, c, d, e] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/.exec(hex) ?? []
  return `${a}-${b}-4${c}-8${d}-${e}`
}

/** What a Worker reaches for as globals belongs to whoever runs. */
function fetchOf(real: typeof fetch): typeof fetch {
  return (...sent) => {
    const owner = ownerNow()
    if (!owner) return real(...sent)
    owner.calls += 1
    return owner.fetch(...sent)
  }
}

function printOf(real: (...all: unknown[]) => void) {
  return (...all: unknown[]) => {
    const owner = ownerNow()
    if (owner) owner.print(String(all[0]))
    else real(...all)
  }
}

function cancel(timer: { planned?: { run: unknown } } | undefined): void {
  if (timer?.planned) timer.planned.run = null
}

function replace(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name)
  Object.defineProperty(owner, name, { value, configurable: true, writable: true })
  return () => {
    Reflect.deleteProperty(owner, name)
    if (before) Object.defineProperty(owner, name, before)
  }
}
