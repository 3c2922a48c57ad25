import type { Chance } from '../world/chance.ts'
import type { Entry } from './recording.ts'

/** What the disk keeps together, in bytes: SQLite relies on no more. */
const sector = 512

interface Change {
  readonly offset: number
  /** Null for a truncation to `offset`. */
  readonly data: Buffer | null
}

interface File {
  /** What a sync has put on the disk. */
  durable: Buffer
  size: number
  /** What has been done since. */
  unsynced: Change[]
}

/** A disk that has seen the first entries of a recording. */
export interface Disk {
  see(entry: Entry): void
  /** What could be on the disk if the power failed now: all that was synced, and of the rest what chance decides. */
  failure(chance: Chance): Map<string, Buffer>
}

/** A folder on a disk; a file's name is certain once the folder itself was synced. */
export function openDisk(): Disk {
  const files = new Map<number, File>()
  const folders = new Set<number>()
  let durableNames = new Map<string, File>()
  const names = new Map<string, File>()
  return { see, failure }

  function see({ kind, fd, offset, data }: Entry): void {
    const file = files.get(fd)
    if (kind === 'open') open(fd, data.toString())
    else if (kind === 'unlink') names.delete(data.toString())
    else if (kind === 'sync' && folders.has(fd)) durableNames = new Map(names)
    else if (kind === 'sync' && file) sync(file)
    else if (kind === 'write') file?.unsynced.push({ offset, data })
    else if (kind === 'truncate') file?.unsynced.push({ offset, data: null })
  }

  function open(fd: number, name: string): void {
    files.delete(fd)
    folders.delete(fd)
    if (name === '') return void folders.add(fd)
    const file = names.get(name) ?? { durable: Buffer.alloc(0), size: 0, unsynced: [] }
    names.set(name, file)
    files.set(fd, file)
  }

  function failure(chance: Chance): Map<string, Buffer> {
    const kept = chance.pick([0, 0.5, 0.9, 1])
    const found = new Map<string, Buffer>()
    for (const name of new Set([...names.keys(), ...durableNames.keys()])) {
      const [now, certain] = [names.get(name), durableNames.get(name)]
      const file = now !== certain && chance.is(0.5) ? certain : now
      if (file) found.set(name, contentOf(file, chance, kept))
    }
    return found
  }
}

function sync(file: File): void {
  for (const change of file.unsynced) apply(file, change)
  file.unsynced = []
}

/** Of each change since the last sync each sector was written or not, in whatever order. */
function contentOf({ durable, size, unsynced }: File, chance: Chance, kept: number): Buffer {
  const copy: File = { durable: Buffer.from(durable), size, unsynced: [] }
  for (const change of unsynced) {
    const { offset, data } = change
    if (!data) {
      if (chance.is(kept)) apply(copy, change)
      continue
    }
    for (let from = 0; from < data.length; ) {
      const end = Math.min(data.length, from + sector - ((offset + from) % sector))
      if (chance.is(kept)) apply(copy, { offset: offset + from, data: data.subarray(from, end) })
      from = end
    }
  }
  return copy.durable.subarray(0, copy.size)
}

function apply(file: File, { offset, data }: Change): void {
  if (!data) {
    file.durable.fill(0, offset)
    file.size = offset
    return
  }
  const end = offset + data.length
  if (end > file.durable.length)
    file.durable = Buffer.concat([file.durable, Buffer.alloc(Math.max(end, 65_536))])
  data.copy(file.durable, offset)
  file.size = Math.max(file.size, end)
}
