import worker from '../../../src/worker.ts'
import { farStore } from './far-store.ts'

type Bindings = Parameters<typeof worker.fetch>[1]
type Context = Parameters<typeof worker.fetch>[2]

const known = new WeakMap<object, Bindings>()

/** Lockstep's own Worker; its store is the one at the address `STORE`. */
export default {
  fetch: (request: Request, env: { readonly STORE: string }, context: Context) =>
    worker.fetch(request, withStore(env), context),
  scheduled: (event: unknown, env: { readonly STORE: string }, context: Context) =>
    worker.scheduled(event, withStore(env), context),
  queue: (
    batch: Parameters<typeof worker.queue>[0],
    env: { readonly STORE: string },
    context: Context,
  ) => worker.queue(batch, withStore(env), context),
}

/** The same object for each event of the isolate, as workerd's own bindings are. */
function withStore(env: { readonly STORE: string }): Bindings {
  const bindings = known.get(env) ?? ({ ...env, ...farStore(env.STORE) } as unknown as Bindings)
  known.set(env, bindings)
  return bindings
}
