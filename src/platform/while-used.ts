/**
 * Returns a function that gives `use` what is opened, and holds that until `use` has ended. After the last of them it is let go,
 * and the next opens another.
 */
export function whileUsed<T>(open: () => T): <R>(use: (opened: T) => Promise<R>) => Promise<R> {
  let opened: T | null = null
  let users = 0
  return async (use) => {
    opened ??= open()
    users += 1
    try {
      return await use(opened)
    } finally {
      users -= 1
      if (users === 0) opened = null
    }
  }
}
