import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedPages } from './pages.ts'

// Writes the pages that are generated from the code.
for (const [path, text] of Object.entries(generatedPages())) {
  writeFileSync(join(import.meta.dirname, '../..', path), text)
}
