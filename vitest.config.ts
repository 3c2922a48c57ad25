import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig(async () => ({
  test: {
    reporters: ['default', './test/tally.ts'],
    // By default one core is left free.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'node',
          include: ['{src,connectors,db,test}/**/*.test.ts'],
          exclude: ['**/*.workers.test.ts'],
          execArgv: ['--import', './test/support/fast-start.ts'],
          // No test changes what its modules share, and loading them anew for each file would be half of the time.
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                MIGRATIONS: await readD1Migrations('./db/migrations'),
                KONDUKTO_SECRET: 'kondukto-secret',
                ADMIN_TOKEN: 'the-admin-token',
                PUBLIC_URL: 'http://worker',
                LOG_LEVEL: 'warning',
              },
            },
          }),
        ],
        test: {
          name: 'workers',
          include: ['test/**/*.workers.test.ts'],
          globalSetup: ['test/support/servers.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
}))
