import { expect, test } from 'vitest'
import type { ConnectorDefinition } from '../../../connectors/definition.ts'

/** What a tracker says of itself before it is opened. */
export function testDefinition<Env>(definition: ConnectorDefinition<Env>): void {
  test('has a name for people, and is not in use without its settings', () => {
    expect(definition.name).toMatch(/^\S/)
    if (definition.targetVariable !== null) expect(definition.env.parse({})).toBeNull()
  })

  test('says what is wrong with a target', () => {
    expect(definition.problemWith('')).toEqual(expect.any(String))
    expect(definition.problemWith('a\nb')).toEqual(expect.any(String))
  })

  test('knows its options, and no other', () => {
    expect(definition.options.safeParse({}).success).toBe(true)
    expect(definition.options.safeParse({ noSuchOption: 1 }).success).toBe(false)
  })
}
