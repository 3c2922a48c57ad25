import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { secureHeaders } from 'hono/secure-headers'
import type { Deps } from '../deps.ts'

const none = ["'none'"]
const self = ["'self'"]

/** Keeps every answer out of caches, and browsers from guessing what it is. */
export const answerHeaders = createMiddleware(async function answerHeaders(c, next) {
  c.header('Cache-Control', 'no-store')
  c.header('X-Content-Type-Options', 'nosniff')
  await next()
})

/** Lets a page show itself, our own files and images, and post to us: no inline script, no frame, no other site. */
export function pageHeaders({ config }: Deps): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: none,
      styleSrc: self,
      scriptSrc: self,
      connectSrc: self,
      imgSrc: self,
      formAction: self,
      baseUri: none,
      frameAncestors: none,
    },
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    strictTransportSecurity: config.publicUrl.startsWith('https:') && 'max-age=31536000',
    // A route may have a policy of its own.
    overwrite: false,
  })
}
