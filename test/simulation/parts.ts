import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Look, none, sum, type Totals } from './look.ts'

/** Begins the last line of a part: its totals. */
const mark = 'totals '

/** Looks at the worlds in `parts` processes at once, a part of them each. */
export async function lookInParts(asked: Look, parts: number): Promise<Totals> {
  const size = Math.ceil(asked.count / parts)
  const shares = Array.from({ length: parts }, (_, at) => ({
    ...asked,
    first: asked.first + at * size,
    count: Math.min(size, asked.count - at * size),
  }))
  const all = await Promise.all(shares.map(lookApart))
  return all.reduce(sum, none)
}

/** The totals of a part, for the process that asked for it. */
export function lineOf(totals: Totals): string {
  return mark + JSON.stringify(totals)
}

async function lookApart({ first, count, isShort, dataCenter, write }: Look): Promise<Totals> {
  const args = [join(import.meta.dirname, 'simulate.ts'), '--part', `--seed=${first}`]
  if (isShort) args.push('--short')
  if (dataCenter) args.push('--data-center')
  const child = spawn(process.execPath, [...process.execArgv, ...args, `--seeds=${count}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let totals: Totals | null = null
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith(mark)) totals = JSON.parse(line.slice(mark.length))
    else write(line)
  }
  if (!totals) throw new Error(`the part from seed ${first} on ended before its time`)
  return totals
}
