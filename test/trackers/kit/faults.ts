import type { Fault } from '../../contract/connector/index.ts'
import type { Reply } from './server.ts'

/** The trouble that a test arranges. */
export interface Faults {
  /** What the next request meets, or the one after the last that was arranged; `after` lets so many more pass first. */
  arrange(fault: Fault, options?: { after?: number }): void
  clear(): void
  /** What comes of a request that would do `act`; null where the connection drops. */
  meet<R>(act: () => Promise<R>): Promise<R | Reply | null>
}

/** Starts without any trouble. `refusal` is how the tracker says no. */
export function openFaults(refusal: (status: number, message: string) => Reply): Faults {
  let coming: { fault: Fault; after: number }[] = []
  return {
    arrange(fault, { after = 0 } = {}) {
      coming.push({ fault, after })
    },
    clear() {
      coming = []
    },
    async meet(act) {
      const [next] = coming
      if (!next || next.after-- > 0) return act()
      const { fault } = next
      coming.shift()
      if (fault.kind === 'offline') return null
      if (fault.kind === 'hang') return new Promise(() => {})
      if (fault.kind === 'answer') return answerOf(fault)
      await act()
      if (fault.kind === 'commit-then-drop') return null
      return { status: 502, headers: {}, body: 'Bad Gateway' }
    },
  }

  function answerOf({ status, headers = {}, body }: Extract<Fault, { kind: 'answer' }>): Reply {
    if (body !== undefined) return { status, headers, body }
    const usual = refusal(status, 'Injected')
    return { ...usual, headers: { ...usual.headers, ...headers } }
  }
}
