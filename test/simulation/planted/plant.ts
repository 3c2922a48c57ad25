import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { faults } from './faults.ts'

// Preloaded: plants one fault, named by its number in PLANTED, into the product as it is loaded.

const fault = faults[Number(process.env.PLANTED)]
if (!fault) throw new Error('PLANTED names no fault')
let isPlanted = false
process.on('exit', () => {
  if (!isPlanted) process.stdout.write('the fault was never loaded\n')
})

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (!url.startsWith('file:') || !fileURLToPath(url).endsWith(`/${fault.file}`)) return loaded
    const source = String(loaded.source)
    if (!source.includes(fault.from)) throw new Error(`${fault.file} has no "${fault.from}"`)
    isPlanted = true
    return { ...loaded, source: source.replace(fault.from, () => fault.to) }
  },
})
