import type { Budget } from '../deps.ts'

/** Calls that are left for the end of an invocation: to look for work, to find out what is due next, and to send the queue message for it. */
const reserve = 9

/**
 * The budget of one invocation that may make `limit` calls. `spend` counts one that was made, to whomever. A piece of work
 * holds its estimate while it is under way, so that many at once do not each count on what is left.
 */
export function createBudget(limit: number): Budget & { readonly spend: () => void } {
  let spent = 0
  let held = 0
  return {
    spend() {
      spent += 1
    },
    begin(calls) {
      if (spent + held + calls > limit - reserve) return null
      held += calls
      return () => {
        held -= calls
      }
    },
  }
}

/** Without a limit: a process does all that is due. */
export const unlimited: Budget = { begin: () => () => {} }
