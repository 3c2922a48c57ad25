/** A path without doubled slashes and without one at its end: people and programs join addresses carelessly. */
export function tidyPath(path: string): string {
  return path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')
}
