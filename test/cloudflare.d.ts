/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  interface Env {
    readonly DB: import('@cloudflare/workers-types').D1Database
    readonly FILES: import('@cloudflare/workers-types').R2Bucket
    readonly DOORBELL: import('@cloudflare/workers-types').Queue
    readonly MIGRATIONS: import('cloudflare:test').D1Migration[]
  }
}

// Declared here alone: the full Workers globals would hide the ones Node shares with the web.
declare module 'cloudflare:workers' {
  export const env: Cloudflare.Env
  /** The Worker under test. */
  export const exports: { readonly default: { fetch: typeof fetch } }
}
