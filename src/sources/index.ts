import { appscan } from './appscan/index.ts'
import { corgea } from './corgea/index.ts'
import { datatheorem } from './datatheorem/index.ts'
import { holm } from './holm/index.ts'
import type { SourceDefinition } from './source.ts'

/** Every scanner that sends webhooks. A test fails when a folder is not in this list. */
export const sources: readonly SourceDefinition[] = [appscan, corgea, datatheorem, holm]
