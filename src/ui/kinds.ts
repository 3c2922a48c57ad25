const kinds: Readonly<Record<string, string>> = {
  create: 'File the issue',
  update: 'Update the issue',
  comment: 'Add a comment',
  attach: 'Attach a file',
  refresh: 'Read the issue again',
  push: 'Report to the scanner',
  fetch: 'Fetch findings',
  poll: 'Ask what changed',
  check: 'Check a pause',
  redeliver: 'Ask for missed webhooks',
  purge: 'Delete old rows',
  'file-waiting': 'File what waited for a route',
}

/** A kind of job in plain words. */
export function kindWords(kind: string): string {
  return kinds[kind] ?? kind
}

/** The kinds of jobs that a list can be narrowed to. */
export const kindNames = Object.keys(kinds)
