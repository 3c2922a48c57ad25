import { createHmac, hash } from 'node:crypto'
import { useHmac } from '../platform/secrets/hmac.ts'
import { useHash } from '../text/hash.ts'

// Imported for this alone, by whatever runs Lockstep on Node.
useHash((text) => hash('sha256', text))
useHmac((data, secret) => createHmac('sha256', secret).update(data).digest('hex'))
