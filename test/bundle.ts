import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { gzipSync } from 'node:zlib'

const limitKiB = 1024
const folder = process.argv[2] ?? ''

const scripts = readdirSync(folder).filter((name) => /\.(js|mjs|wasm)$/.test(name))
const sizes = scripts.map((name) => gzipSync(readFileSync(join(folder, name))).length / 1024)
const total = sizes.reduce((sum, size) => sum + size, 0)
process.stdout.write(`The Worker is ${total.toFixed(1)} KiB gzipped, of at most ${limitKiB}.\n`)
if (scripts.length === 0 || total > limitKiB) process.exit(1)
