import type { Project } from './projects.ts'
import { Refusal } from './rest/wire.ts'
import type { Issue, Store } from './store.ts'

/** The site as the routes see it. */
export interface Site {
  readonly url: string
  readonly now: () => number
  readonly store: Store
  readonly projects: Map<string, Project>
  /** How far the search is behind, in milliseconds. */
  lagMs: number
  /** The project of that key, name or id, or Jira's 404. A person sees every project. */
  project(key: string, isPerson: boolean): Project
  /**
   * Gives a project another key, and with it all its issues, which counts as no change of theirs: Jira keeps projects by ids
   * and issues by numbers. The old key leads to the project and its issues, also to those that come later.
   * https://support.atlassian.com/jira-cloud-administration/docs/edit-a-projects-details/
   */
  rename(from: string, to: string): void
  /** Whether the account may see the issue. */
  shows(issue: Issue, isPerson: boolean): boolean
  /** The issue of that id or key, or Jira's 404. */
  issue(idOrKey: string, isPerson: boolean): Issue
  /** The project of an issue that is about to be changed, or Jira's refusal of who lacks the permission. */
  writable(issue: Issue, isPerson: boolean, permission: string): Project
}

/** A site of these parts. */
export function openSite(parts: Pick<Site, 'url' | 'now' | 'store' | 'projects' | 'lagMs'>): Site {
  const { store, projects } = parts
  return { ...parts, project, rename, shows, issue, writable }

  function rename(from: string, to: string): void {
    const { key, ...rest } = project(from, true)
    projects.delete(key)
    projects.set(to, { ...rest, key: to, formerKeys: [...rest.formerKeys, key] })
    store.rename(key, to)
  }

  function project(key: string, isPerson: boolean): Project {
    const names = ({ id, key: own, formerKeys, name }: Project) => [id, own, ...formerKeys, name]
    const found = [...projects.values()].find((each) => names(each).includes(key))
    if (!found || (found.hidden && !isPerson)) {
      throw new Refusal(404, `No project could be found with key '${key}'.`)
    }
    return found
  }

  function shows({ project, isSecret = false }: Issue, isPerson: boolean): boolean {
    return isPerson || !(isSecret || projects.get(project)?.hidden)
  }

  function issue(idOrKey: string, isPerson: boolean): Issue {
    const found = store.find(idOrKey)
    if (!found || !shows(found, isPerson)) {
      throw new Refusal(404, 'Issue does not exist or you do not have permission to see it.')
    }
    return found
  }

  function writable(found: Issue, isPerson: boolean, permission: string): Project {
    const home = project(found.project, true)
    const status = home.lacking.includes(permission) ? 403 : home.denied
    if (status === null || isPerson) return home
    throw new Refusal(status, 'You do not have permission to edit issues in this project.')
  }
}
