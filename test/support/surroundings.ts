import type { Surroundings } from '../../src/deps.ts'

/** A world of which nothing is known. */
export const noSurroundings: Surroundings = {
  canCallItself: false,
  listensThere: false,
  fetch,
  inspect: async () => [],
  unknownVariables: () => [],
}
