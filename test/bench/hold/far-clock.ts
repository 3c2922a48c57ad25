const { setTimeout: wait } = globalThis
const now = performance.now.bind(performance)
let shown = now()

/** Sets the Worker's clock right: something has come in. */
export function setClock(): void {
  shown = now()
}

/** Lets the Worker's clock stand while it works, as at Cloudflare: workerd's own goes on. */
export function stopClock(): void {
  performance.now = () => shown
  globalThis.setTimeout = ((work: () => void, ms?: number) =>
    wait(() => {
      setClock()
      work()
    }, ms)) as typeof setTimeout
}
