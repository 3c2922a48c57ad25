/** Returns where the match of a sticky pattern at `index` ends, or 0 if there is none. */
export function endOf(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index
  return pattern.test(text) ? pattern.lastIndex : 0
}
