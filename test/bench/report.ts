import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Line } from './measure.ts'

const page = join(import.meta.dirname, '../../docs/performance.md')

/** A line as the terminal shows it. */
export function printed({ what, figure, target, met }: Line): string {
  const verdict = met === null ? '' : `  (${target}: ${met ? 'met' : 'MISSED'})`
  return `${what}: ${figure}${verdict}\n`
}

/** Writes the page that shows the figures of the last run. */
export function writePage(lines: readonly Line[], date: Date): void {
  const rows = lines.map(({ what, figure, target, met }) => [
    what,
    figure,
    target,
    met === null ? '' : met ? 'yes' : 'no',
  ])
  writeFileSync(page, `${head(date)}\n\n${tableOf(['measure', 'figure', 'target', 'met'], rows)}\n`)
}

/** A table as the formatter of this repository leaves it. */
function tableOf(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = names.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [names, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n')
}

function head(date: Date): string {
  const day = date.toISOString().slice(0, 10)
  return `# Performance

\`npm run bench -- --write\` writes this page. All figures are of one run. Ratios and CPU time say more about Lockstep,
times more about the machine. With \`--strict\` the command fails if a target is missed.

Run on ${day} on ${machine()}.`
}

function machine(): string {
  const all = cpus()
  const gigabytes = Math.round(Number(/MemTotal:\s+(\d+)/.exec(memory())?.[1] ?? 0) / 1024 ** 2)
  return `${all.length} cores of ${all[0]?.model.trim()}, ${gigabytes} GB, Node ${process.version}`
}

function memory(): string {
  try {
    return readFileSync('/proc/meminfo', 'utf8')
  } catch {
    return ''
  }
}
