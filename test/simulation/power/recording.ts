import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const kinds = { o: 'open', w: 'write', t: 'truncate', s: 'sync', u: 'unlink' } as const

/** Something that was done to a file of the store's folder. */
export interface Entry {
  readonly kind: (typeof kinds)[keyof typeof kinds]
  readonly fd: number
  /** Of a truncation the new size. */
  readonly offset: number
  /** What was written, or the name that was opened or deleted: empty for the folder itself. */
  readonly data: Buffer
}

/** The length of an entry's head: kind, descriptor, length, nothing, offset. */
const headBytes = 24

/** Whether this machine can record: on Linux, with a C compiler. */
export function canRecord(): boolean {
  return process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0
}

/** Has a process take findings in, and returns what it did to its store's files. `fault` is planted in its store. */
export function recordRun(findings: number, fault = ''): Entry[] {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-'))
  const store = join(folder, 'store')
  const [shim, records] = [join(folder, 'shim.so'), join(folder, 'records')]
  const here = import.meta.dirname
  try {
    mkdirSync(store)
    run('cc', ['-shared', '-fPIC', '-O2', '-o', shim, join(here, 'shim.c'), '-ldl'])
    const preloaded = ['../../support/fast-start.ts', 'faults.ts'].map((file) => join(here, file))
    const args = preloaded.flatMap((file) => ['--import', file])
    const env = { LD_PRELOAD: shim, RECORD_FOLDER: store, RECORD_TO: records, FAULT: fault }
    run(process.execPath, [...args, join(here, 'recorded.ts'), store, String(findings)], env)
    return entriesIn(readFileSync(records))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(program: string, args: string[], env: Record<string, string> = {}): void {
  const options = { env: { ...process.env, ...env }, encoding: 'utf8' } as const
  const { status, stderr } = spawnSync(program, args, options)
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
}

function entriesIn(records: Buffer): Entry[] {
  const entries: Entry[] = []
  for (let at = 0; at < records.length; ) {
    const sign = String.fromCharCode(records.readUInt32LE(at)) as keyof typeof kinds
    const from = at + headBytes
    const end = from + records.readUInt32LE(at + 8)
    const fd = records.readUInt32LE(at + 4)
    const offset = Number(records.readBigUInt64LE(at + 16))
    entries.push({ kind: kinds[sign], fd, offset, data: records.subarray(from, end) })
    at = end
  }
  return entries
}
