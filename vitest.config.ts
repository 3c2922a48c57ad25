import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig(async () => ({
  test: {
    reporters: ['default', './test/tally.ts'],
    projects: [
      {
        test: {
          name: 'node',
          include: ['{src,connectors,db,test}/**/*.test.ts'],
          exclude: ['**/*.workers.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: { bindings: { MIGRATIONS: await readD1Migrations('./db/migrations') } },
          }),
        ],
        test: { name: 'workers', include: ['test/**/*.workers.test.ts'], testTimeout: 20_000 },
      },
    ],
  },
}))
