// Makes a bundle: Lockstep as plain JavaScript in few files, of which a start loads what it needs. `node build.js FOLDER` makes
// one to ship, without a folder the one of this checkout.
import {
  cpSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'
import { build } from 'esbuild'
import { bundleFolder, root, stampsFile } from './bundle.js'

/** A file system may keep times as coarse as this, in milliseconds. */
const clockMs = 20
const began = Date.now()
const shipped = process.argv[2]
const folder = shipped ?? bundleFolder

/** Zod's words in fifty languages are a tenth of the text, and Lockstep speaks one. */
const english = {
  name: 'english',
  setup({ onLoad }) {
    const contents = `export { default as en } from './en.js'`
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({ contents }))
  },
}

const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['src/node.ts'],
  outdir: folder,
  // Nothing beside the packages says of what kind a file is: Node would parse all of it to know.
  outExtension: shipped ? {} : { '.js': '.mjs' },
  plugins: [english],
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  tsconfigRaw: {},
  // It is machine code, one file for each system.
  external: ['better-sqlite3'],
  // Packages of the older kind call it.
  banner: {
    js: `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`,
  },
  // V8 keeps the text in memory. Names stay, for stack traces.
  minifyWhitespace: true,
  lineLimit: 160,
  metafile: true,
  write: false,
})

mkdirSync(folder, { recursive: true })
const before = shipped ? [] : namesIn(stampsFile)
cpSync(join(root, 'db/migrations'), join(folder, 'migrations'), { recursive: true })
const made = outputFiles.map(({ path, text }) => write(path, asAscii(text)))
if (!shipped) {
  keepStamps()
  removeOlder()
}

/** Text that is not ASCII takes twice the memory. The bundler leaves it so in regular expressions and tagged templates. */
function asAscii(text) {
  return text.replace(/[^\0-\x7f]/g, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** Another process reads the old file or the new one, never a part. Returns the stamp of the one written here. */
function write(path, text) {
  const file = openSync(`${path}.${process.pid}`, 'w')
  writeFileSync(file, text)
  renameSync(`${path}.${process.pid}`, path)
  return stampOf(path, fstatSync(file))
}

/**
 * Stamps what the bundle was made from: our files, and npm's record of the packages, which have two thousand files. Keeps no
 * stamp if a file has changed since: it may have been read before that.
 */
function keepStamps() {
  const own = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/'))
  const others = ['node_modules/.package-lock.json', 'src/cli/launch/build.js']
  const files = [...own, ...others].map((path) => join(root, path))
  const stamps = files.map((path) => stampOf(path, statSync(path)))
  if (stamps.some(([, , changed]) => changed >= began - clockMs)) return
  write(stampsFile, JSON.stringify([...stamps, ...made]))
}

/**
 * Removes the files of older bundles. Those of the last one stay, as a process that runs may still load them: the name of a file
 * is made of its text.
 */
function removeOlder() {
  const kept = new Set([...before, ...made.map(([path]) => path)])
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (/\.m?js$/.test(name) && !kept.has(relative(root, path))) rmSync(path)
  }
}

function namesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).map(([path]) => path)
  } catch {
    return []
  }
}

function stampOf(path, { ino, ctimeMs }) {
  return [relative(root, path), ino, ctimeMs]
}
