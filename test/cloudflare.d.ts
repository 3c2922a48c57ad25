/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  interface Env {
    readonly DB: import('@cloudflare/workers-types').D1Database
    readonly MIGRATIONS: import('cloudflare:test').D1Migration[]
  }
}

// Declared here alone: the full Workers globals would hide the ones Node shares with the web.
declare module 'cloudflare:workers' {
  export const env: Cloudflare.Env
}
