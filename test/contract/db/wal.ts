import { readFileSync } from 'node:fs'

/** The commits in a store's write-ahead log. A frame that ends one holds the size of the database. See sqlite.org/fileformat2.html */
export function commitsOf(path: string): number {
  const log = readFileSync(`${path}-wal`)
  const [headerBytes, frameHeaderBytes] = [32, 24]
  const pageBytes = log.readUInt32BE(8)
  const salts = log.subarray(16, 24)
  let commits = 0
  for (
    let at = headerBytes;
    at + frameHeaderBytes <= log.length;
    at += frameHeaderBytes + pageBytes
  ) {
    const isOfThisLog = log.subarray(at + 8, at + 16).equals(salts)
    if (isOfThisLog && log.readUInt32BE(at + 4) > 0) commits += 1
  }
  return commits
}
