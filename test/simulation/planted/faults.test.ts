import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { faults } from './faults.ts'

const root = join(import.meta.dirname, '../../..')
const product = globSync('{src,connectors,db}/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(root, file), 'utf8'))

it.each(faults.map(({ name, from }) => [name, from]))(
  'the fault "%s" can be planted: the product says what it replaces, in no file twice',
  (_, from) => {
    const counts = product.map((source) => source.split(from).length - 1)

    expect(Math.max(...counts)).toBe(1)
  },
)
