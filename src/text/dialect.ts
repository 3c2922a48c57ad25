/** How a tracker reads Markdown: what else in a text it acts on. */
export interface Dialect {
  /** Names and references in text notify people and link issues, and some fences are drawn. */
  readonly notifies: boolean
  /** The tracker's own hosts: a link to an issue there leaves a note in that issue. */
  readonly hosts: readonly string[]
}

/** For trackers that take text as text: Jira, and the embedded tracker. */
export const plainDialect: Dialect = { notifies: false, hosts: [] }

/** GitHub's Markdown. `hosts` are those of an Enterprise Server, besides github.com. */
export function githubDialect(hosts: readonly string[] = []): Dialect {
  return { notifies: true, hosts }
}
