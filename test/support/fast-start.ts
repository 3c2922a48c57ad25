import { registerHooks } from 'node:module'

// Node reads drizzle's large package.json anew for each import within it, which takes most of a start: where such an
// import leads is plain. Preloaded by tests that start many processes, it changes nothing else.
registerHooks({
  resolve(specifier, context, next) {
    const parent = context.parentURL ?? ''
    const isInside = specifier.startsWith('.') && parent.includes('/node_modules/drizzle-orm/')
    if (!isInside) return next(specifier, context)
    return { url: new URL(specifier, parent).href, format: 'module', shortCircuit: true }
  },
})
