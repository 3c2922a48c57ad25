/** Returns where runs of backticks begin, by their length, the last first. */
export function runsOf(text: string): Map<number, number[]> {
  const runs = new Map<number, number[]>()
  for (const { index, 0: run } of text.matchAll(/`+/g)) {
    const same = runs.get(run.length)
    if (same) same.push(index)
    else runs.set(run.length, [index])
  }
  for (const same of runs.values()) same.reverse()
  return runs
}

const backtick = 0x60

/** Returns how many backticks a text has in a row at most. A match for each run would take ten times as long. */
export function longestRun(text: string): number {
  let longest = 0
  let run = 0
  for (let at = text.indexOf('`'); at >= 0 && at < text.length; at += 1) {
    run = text.charCodeAt(at) === backtick ? run + 1 : 0
    if (run > longest) longest = run
  }
  return longest
}

/** Returns the length of the run of backticks at `index`. */
export function runAt(text: string, index: number): number {
  let end = index
  while (text[end] === '`') end += 1
  return end - index
}
