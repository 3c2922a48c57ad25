import { hash } from 'node:crypto'
import { useHash } from '../text/hash.ts'

// Imported for this alone, by whatever runs Lockstep on Node.
useHash((text) => hash('sha256', text))
