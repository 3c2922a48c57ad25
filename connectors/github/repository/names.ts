import type { AdapterContext } from '../../../src/platform/adapter.ts'

/** By which name a target's repository goes now. GitHub redirects from the old one until another repository takes it. */
export interface Names {
  /** Takes note of the name that GitHub gives the repository of `target`. */
  learn(target: string, name: string): Promise<void>
  /** Whether both are names of one repository, by what was learned: makes no call. */
  areSame(one: string, other: string): Promise<boolean>
}

/** Remembers names for good. The log says once that there is a new one. */
export function openNames({ memory, warn }: Pick<AdapterContext, 'memory' | 'warn'>): Names {
  const known = new Map<string, string>()
  return {
    async learn(target, name) {
      // Nearly always: so it costs no look into the memory.
      if (name.toLowerCase() === target.toLowerCase()) return
      if ((await nameOf(target)) === name.toLowerCase()) return
      known.set(keyOf(target), name.toLowerCase())
      await memory.keep(keyOf(target), name.toLowerCase())
      warn('a repository has another name now', { target, name })
    },
    areSame: async (one, other) => (await nameOf(one)) === (await nameOf(other)),
  }

  async function nameOf(target: string): Promise<string> {
    const key = keyOf(target)
    const name = known.get(key) ?? (await memory.recall(key))
    if (name) known.set(key, name)
    return name ?? target.toLowerCase()
  }
}

/** GitHub's names ignore case. */
function keyOf(target: string): string {
  return `name ${target.toLowerCase()}`
}
