// Makes a bundle: Lockstep as plain JavaScript in few files. `node build.js FOLDER` makes one to ship, without a folder the one
// of this checkout, which is a single file: a process that runs loses nothing when it is replaced.
import {
  cpSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
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
  splitting: Boolean(shipped),
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
cpSync(join(root, 'db/migrations'), join(folder, 'migrations'), { recursive: true })
const made = outputFiles.map(({ path, text }) => write(path, asAscii(text)))
if (!shipped) keepStamps()

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
 * Says what the bundle was made from: our files, and npm's own record of what it installed, as packages have two thousand.
 * Keeps nothing if a file has changed since: it may have been read before that.
 */
function keepStamps() {
  const own = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/'))
  const others = ['node_modules/.package-lock.json', 'src/cli/launch/build.js']
  const files = [...own, ...others].map((path) => join(root, path))
  const stamps = files.map((path) => stampOf(path, statSync(path)))
  if (stamps.some(([, , changed]) => changed >= began - clockMs)) return
  write(stampsFile, JSON.stringify([...stamps, ...made]))
}

function stampOf(path, { ino, ctimeMs }) {
  return [relative(root, path), ino, ctimeMs]
}
