import { registerHooks } from 'node:module'
import { faults } from './faults.ts'

// Preloaded: plants one fault, named by its number in PLANTED, into the product as it is loaded.

const fault = faults[Number(process.env.PLANTED)]
if (!fault) throw new Error('PLANTED names no fault')
let isPlanted = false
process.on('exit', () => {
  if (!isPlanted) process.stdout.write('the product says nowhere what the fault begins with\n')
})

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (!/\/(src|connectors|db)\/[^?]+\.ts$/.test(url) || url.includes('/node_modules/'))
      return loaded
    const source = String(loaded.source)
    if (!source.includes(fault.from)) return loaded
    isPlanted = true
    return { ...loaded, source: source.replace(fault.from, () => fault.to) }
  },
})
