import { expect, it } from 'vitest'
import { block, code } from './prose.ts'

const runs = '` '.repeat(200_000)

it('shows code with 200,000 runs of backticks as it is', () => {
  expect(block(runs)).toBe(`\`\`\`\n${runs}\n\`\`\``)
  expect(code(runs)).toBe(`\`\` ${runs.trim()} \`\``)
})

it('fences code with more backticks than stand in it', () => {
  expect(block('a ```` b', 'diff')).toBe('`````diff\na ```` b\n`````')
  expect(code('a `` b')).toBe('``` a `` b ```')
  expect(code('plain')).toBe('`plain`')
})
