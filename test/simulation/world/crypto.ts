import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** The few calls of Web Crypto that the product makes, without the thread pool, whose order no seed decides. */
export const subtle = {
  digest: async (algorithm: string, data: Uint8Array) =>
    bufferOf(createHash(algorithm.replace('-', '').toLowerCase()).update(data).digest()),
  importKey: async (_format: string, data: Uint8Array) => data,
  sign: async (_name: string, key: Uint8Array, data: Uint8Array) => bufferOf(hmac(key, data)),
  verify: async (_name: string, key: Uint8Array, signature: Uint8Array, data: Uint8Array) =>
    timingSafeEqual(hmac(key, data), signature),
}

function hmac(key: Uint8Array, data: Uint8Array): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

function bufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}

/** A UUID of version 4, from 16 bytes. */
export function uuidOf(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const [, a, b, c, d, e] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/.exec(hex) ?? []
  return `${a}-${b}-4${c}-8${d}-${e}`
}
