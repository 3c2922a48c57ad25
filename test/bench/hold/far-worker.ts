import worker from '../../../src/worker.ts'
import { setClock, stopClock } from './far-clock.ts'
import { farStore } from './far-store.ts'

type Bindings = Parameters<typeof worker.fetch>[1]
type Context = Parameters<typeof worker.fetch>[2]
type Batch = Parameters<typeof worker.queue>[0]

stopClock()

const known = new WeakMap<object, Bindings>()

/** Lockstep's own Worker; its store and its queue are at the address `STORE`. Its events that are no requests come as some. */
export default {
  async fetch(request: Request, env: { readonly STORE: string }, context: Context) {
    setClock()
    const { pathname, origin } = new URL(request.url)
    const bindings = bindingsOf(env, origin)
    if (pathname === '/far/tick') await worker.scheduled(null, bindings, context)
    else if (pathname === '/far/queue')
      await worker.queue((await request.json()) as Batch, bindings, context)
    else return worker.fetch(request, bindings, context)
    return new Response()
  },
}

/** The same object for each event of the isolate, as workerd's own bindings are. */
function bindingsOf(env: { readonly STORE: string }, origin: string): Bindings {
  const bindings =
    known.get(env) ?? ({ ...env, ...farStore(env.STORE, origin) } as unknown as Bindings)
  known.set(env, bindings)
  return bindings
}
