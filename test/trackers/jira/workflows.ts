/** A status and its category, by which Jira knows what a status means whatever it is called. */
export interface Status {
  readonly id: string
  readonly name: string
  readonly category: 'new' | 'indeterminate' | 'done'
}

/** A step of a workflow. */
export interface Transition {
  readonly id: string
  readonly name: string
  /** Null: from every status. */
  readonly from: readonly string[] | null
  readonly to: string
  /** Whether its screen has a resolution, and insists on it. Null: it has no screen. */
  readonly resolution: 'optional' | 'required' | null
}

/** How issues go through their statuses, which are named; the first is where they begin. */
export interface Workflow {
  readonly statuses: readonly Status[]
  readonly transitions: readonly Transition[]
}

const toDo: Status = { id: '10100', name: 'To Do', category: 'new' }
const inProgress: Status = { id: '10101', name: 'In Progress', category: 'indeterminate' }
const finished: Status = { id: '10102', name: 'Done', category: 'done' }
const statuses = [toDo, inProgress, finished]

/**
 * Every workflow here sets the resolution "Done" where an issue comes to be done without one, and
 * takes it away where it is no longer done, as Jira's own do by a post-function.
 */
export const workflows = {
  /** From everywhere to everywhere; the last step may be told a resolution. */
  simple: {
    statuses,
    transitions: [
      anywhere('11', 'To Do'),
      anywhere('21', 'In Progress'),
      { ...anywhere('31', 'Done'), resolution: 'optional' },
    ],
  },
  /** Likewise, but nothing can be told: whatever is done is "Done". */
  silent: {
    statuses,
    transitions: [anywhere('11', 'To Do'), anywhere('21', 'In Progress'), anywhere('31', 'Done')],
  },
  /** Two steps to done, the last of which insists on a resolution, and one back. */
  steps: {
    statuses,
    transitions: [
      step('4', 'Start work', 'To Do', 'In Progress'),
      { ...step('5', 'Resolve', 'In Progress', 'Done'), resolution: 'required' },
      step('3', 'Reopen', 'Done', 'To Do'),
    ],
  },
  /** No way to done. */
  endless: {
    statuses,
    transitions: [
      step('4', 'Start work', 'To Do', 'In Progress'),
      step('7', 'Put back', 'In Progress', 'To Do'),
    ],
  },
} satisfies Record<string, Workflow>

/** The status of that name; throws where the workflow has none. */
export function statusIn({ statuses }: Workflow, name: string): Status {
  const found = statuses.find((status) => status.name === name)
  if (!found) throw new Error(`The workflow has no status ${name}`)
  return found
}

function anywhere(id: string, to: string): Transition {
  return { id, name: to, from: null, to, resolution: null }
}

function step(id: string, name: string, from: string, to: string): Transition {
  return { id, name, from: [from], to, resolution: null }
}
