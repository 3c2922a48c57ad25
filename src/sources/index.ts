import { appscan } from './appscan/index.ts'
import { corgea } from './corgea/index.ts'
import { datatheorem } from './datatheorem/index.ts'
import { holm } from './holm/index.ts'
import type { SourceDefinition } from './source.ts'

/** Every scanner but Kondukto, which calls `/api/v1`. A test fails if a folder is missing here. */
export const sources: readonly SourceDefinition[] = [appscan, corgea, datatheorem, holm]
