import type { ConnectorDefinition } from './definition.ts'
import { github } from './github/index.ts'
import { jira } from './jira/index.ts'
import { local } from './local/index.ts'

/** Every tracker Lockstep can file to. A test fails when a folder is not in this list. */
export const connectors: readonly ConnectorDefinition[] = [github, jira, local]
