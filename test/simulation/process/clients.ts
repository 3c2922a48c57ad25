import { runAs } from '../world/context.ts'
import type { World } from '../world/world.ts'
import type { Answered } from './deployment.ts'
import type { Life } from './life.ts'

/** A client gives up after this long, in milliseconds. */
const patienceMs = 60_000

/** The connections of clients to one life; all break when it ends. */
export interface Connections {
  /** Has `handle` run as code of the process, and returns what it answers. */
  carry(handle: () => Promise<Response>): Promise<Answered>
  breakAll(): void
}

export function openConnections(world: World, life: Life, owner = () => life): Connections {
  const open = new Set<(error: Error) => void>()
  return {
    breakAll() {
      for (const cut of open) cut(new Error('the connection was cut'))
      open.clear()
    },
    carry: (handle) =>
      new Promise((resolve, reject) => {
        open.add(reject)
        world.after(patienceMs, () => {
          open.delete(reject)
          reject(new Error('no answer'))
        })
        world.after(world.chance.whole(1, 20), () =>
          life.reach(() => {
            const answering = runAs(owner(), async () => {
              const response = await handle()
              return { status: response.status, text: await response.text() }
            })
            answering.then(
              (answered) => world.after(world.chance.whole(1, 20), () => resolve(answered)),
              reject,
            )
          }),
        )
      }),
  }
}
