/** How often a decision is made anew before the sender is told to come back. */
const rounds = 10

/**
 * Runs `decide`, which reads rows and writes what follows from them behind `guardIssue`, again whenever somebody else
 * wrote in between. Throws what it throws otherwise.
 */
export async function retryConflicts<T>(decide: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round += 1) {
    try {
      return await decide()
    } catch (error) {
      if (round === rounds || !isConflict(error)) throw error
    }
  }
}

function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (
    /NOT NULL constraint failed: issues\.version/.test(error.message) || isConflict(error.cause)
  )
}
