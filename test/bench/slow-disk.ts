import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { compare } from './accept.ts'
import { kondukto } from './clients.ts'
import { atLeast, inFolder, type Line } from './measure.ts'

const what = 'creates against a bare handler, each sync of the disk slowed to 2 ms'

/** Preloaded into a process of the bench alone: once SLOW_SYNC is set, each sync of a file takes 2 ms more. */
const slowSync = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>
static int slowly(const char *name, int file) {
  int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  if (getenv("SLOW_SYNC")) usleep(2000);
  return sync(file);
}
int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
`

/** The same ratio where a sync of the disk takes 2 ms, as on many servers: a C compiler makes what slows it. */
export function benchSlowDisk(): Promise<Line[]> {
  return inFolder(async (folder) => {
    const library = join(folder, 'slow-sync.so')
    try {
      const args = ['-shared', '-fPIC', '-O2', '-x', 'c', '-', '-o', library, '-ldl']
      execFileSync('cc', args, { input: slowSync })
    } catch {
      return [{ what, figure: 'not measured: no C compiler', target: '≥ 4', met: false }]
    }
    const env = { ...process.env, LD_PRELOAD: library }
    const printed = execFileSync(process.execPath, [import.meta.filename], { env })
    return [atLeast(what, Number(printed), 4)]
  })
}

if (import.meta.main) {
  const { ratio } = await compare(kondukto, () => {
    process.env.SLOW_SYNC = '1'
  })
  process.stdout.write(String(ratio))
}
