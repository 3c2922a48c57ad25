import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeConnector } from '../../contract/connector/index.ts'
import { example } from './connector.ts'
import { startExample } from './server.ts'

describeConnector(example, startExample)

it('a connector to begin with has at most 150 lines', () => {
  const text = readFileSync(join(import.meta.dirname, 'connector.ts'), 'utf8')

  expect(text.split('\n').length - 1).toBeLessThanOrEqual(150)
})
