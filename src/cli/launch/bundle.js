import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The checkout. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))
/** Where its bundle is kept, with stamps of what it was made from. */
export const bundleFolder = join(root, 'node_modules/.cache/lockstep')
export const stampsFile = join(bundleFolder, 'stamps.json')

/** Returns the address of this checkout's bundle, made anew if any file has changed; null if it cannot be made here. */
export async function freshBundle() {
  if (!isFresh()) await build()
  return isFresh() ? pathToFileURL(join(bundleFolder, 'node.mjs')).href : null
}

/**
 * Whether nothing changed since the bundle was made: our files, npm's record of its packages, the bundle itself. A write changes
 * the time of the last change, which no program can set.
 */
function isFresh() {
  try {
    const stamps = JSON.parse(readFileSync(stampsFile, 'utf8'))
    // Joined plainly: there are hundreds.
    return stamps.every(([path, inode, changed]) => {
      const { ino, ctimeMs } = statSync(root + path)
      return ino === inode && ctimeMs === changed
    })
  } catch {
    return false
  }
}

/** In a process of its own, whose memory ends with it. If it fails, the files themselves are run and say why. */
async function build() {
  const { spawnSync } = await import('node:child_process')
  const builder = fileURLToPath(new URL('build.js', import.meta.url))
  spawnSync(process.execPath, [builder], { stdio: 'ignore' })
}
