const kinds: Readonly<Record<string, readonly [toDo: string, done: string]>> = {
  create: ['File the issue', 'Filed the issue'],
  update: ['Update the issue', 'Updated the issue'],
  comment: ['Add a comment', 'Added a comment to the issue'],
  attach: ['Attach a file', 'Attached a file to the issue'],
  refresh: ['Read the issue again', 'Read the issue again'],
  push: ['Report to the scanner', 'Reported to the scanner'],
  fetch: ['Fetch findings', 'Fetched findings'],
  poll: ['Ask what changed', 'Asked what changed'],
  check: ['Check a pause', 'Checked a pause'],
  look: ['Check the set-up', 'Checked the set-up'],
  redeliver: ['Ask for missed webhooks', 'Asked for missed webhooks'],
  purge: ['Delete old rows', 'Deleted old rows'],
  watch: ['Look for problems to alert about', 'Looked for problems to alert about'],
  alert: ['Send an alert', 'Sent an alert'],
  'file-waiting': ['File what waited for a route', 'Filed what waited for a route'],
}

/** A kind of job in plain words. */
export function kindWords(kind: string): string {
  return kinds[kind]?.[0] ?? kind
}

/** A job in plain words: what it is to do, or what it did. `file` is the name of the file that it attaches. */
export function jobWords(
  { kind, state }: { readonly kind: string; readonly state: string },
  file = 'a file',
): string {
  const [toDo, done] = kinds[kind] ?? [kind, kind]
  return (state === 'done' ? done : toDo).replace('a file', () => file)
}

/** The name of the file that a job attaches, among those of its issue. */
export function fileOf(
  { payload }: { readonly payload: object },
  files: readonly { readonly id: string; readonly title: string }[],
): string | undefined {
  const { attachment } = payload as { attachment?: unknown }
  return files.find(({ id }) => id === attachment)?.title
}

/** The kinds of jobs that a list can be narrowed to. */
export const kindNames = Object.keys(kinds)
