/** What is still to happen, by time; of two at the same time the one that was planned first. */
export interface Schedule {
  add(at: number, run: () => void): Planned
  /** The next that was not cancelled, or null. */
  take(): Planned | null
  /** The time of the next, or infinity. */
  next(): number
}

/** Something planned. Cancelled by taking its `run` away. */
export interface Planned {
  readonly at: number
  readonly order: number
  run: (() => void) | null
}

/** A binary heap. */
export function openSchedule(): Schedule {
  const heap: Planned[] = []
  let count = 0
  return {
    add(at, run) {
      count += 1
      const planned = { at, order: count, run }
      heap.push(planned)
      rise(heap.length - 1)
      return planned
    },
    take() {
      for (;;) {
        const first = remove()
        if (!first || first.run) return first
      }
    },
    next() {
      while (heap[0] && !heap[0].run) remove()
      return heap[0]?.at ?? Number.POSITIVE_INFINITY
    },
  }

  function remove(): Planned | null {
    const [first] = heap
    const last = heap.pop()
    if (!first || !last) return null
    if (heap.length > 0) {
      heap[0] = last
      sink(0)
    }
    return first
  }

  function rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!swapIfLess(at, parent)) return
      at = parent
    }
  }

  function sink(from: number): void {
    for (let at = from; ; ) {
      const left = 2 * at + 1
      const right = left + 1
      const child = right < heap.length && isLess(right, left) ? right : left
      if (child >= heap.length || !swapIfLess(child, at)) return
      at = child
    }
  }

  function swapIfLess(at: number, other: number): boolean {
    if (!isLess(at, other)) return false
    const [one, two] = [heap[at], heap[other]] as [Planned, Planned]
    heap[at] = two
    heap[other] = one
    return true
  }

  function isLess(at: number, other: number): boolean {
    const [one, two] = [heap[at], heap[other]] as [Planned, Planned]
    return one.at < two.at || (one.at === two.at && one.order < two.order)
  }
}
