import { enableCompileCache, findPackageJSON, registerHooks } from 'node:module'
import { dirname, join } from 'node:path'

// Imported for this alone, before anything large. What was compiled once is kept beside the packages, if that can be written.
const own = dirname(findPackageJSON(import.meta.url) ?? '')
enableCompileCache(join(own, 'node_modules/.cache/lockstep'))

// Node reads drizzle's large package.json anew for each import within it, which takes most of a start and of its memory:
// where such an import leads is plain.
registerHooks({
  resolve(specifier, context, next) {
    const parent = context.parentURL ?? ''
    const isInside = specifier.startsWith('.') && parent.includes('/node_modules/drizzle-orm/')
    if (!isInside) return next(specifier, context)
    return { url: new URL(specifier, parent).href, format: 'module', shortCircuit: true }
  },
})
