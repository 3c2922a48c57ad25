// Plain JavaScript that an old Node reads as well, so that it can say what it lacks.
import process from 'node:process'

const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Lockstep needs Node 22.18 or newer, and this is ${process.versions.node}. Install it from https://nodejs.org, or run "npm install", which brings one along.\n`,
  )
  process.exit(1)
}

await import('./quick-imports.js')
