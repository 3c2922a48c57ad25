import type { ZodType } from 'zod'
import type { Tools } from '../src/core/edge.ts'
import type {
  AttachmentDraft,
  Changes,
  CommentDraft,
  IssueChange,
  IssueDraft,
  RemoteIssue,
  RemotePart,
  RemoteRef,
} from '../src/core/issue.ts'

/**
 * A tracker's account, opened once. Every method throws only TrackerError, ends promptly when `signal` aborts,
 * and may be called again with the same arguments.
 */
export interface Connector {
  /** Throws unless the log-in works and issues can be filed in `target`. Writes nothing. */
  check(target: string, signal: AbortSignal): Promise<void>
  /** Files the issue in one call, its key inside. When `uncertain`, returns the one already filed for the key. */
  create(target: string, draft: IssueDraft, signal: AbortSignal): Promise<RemoteIssue>
  /** Makes the issue match `change`; does nothing where it already does. An unknown issue is `missing`. */
  update(issue: RemoteRef, change: IssueChange, signal: AbortSignal): Promise<RemoteIssue>
  /** Adds the comment, its key inside. When `uncertain`, returns the one already added for the key. */
  comment(issue: RemoteRef, comment: CommentDraft, signal: AbortSignal): Promise<RemotePart>
  /** Attaches the file where a person sees it. When `uncertain`, returns the one already attached for the key. */
  attach(issue: RemoteRef, file: AttachmentDraft, signal: AbortSignal): Promise<RemotePart>
  /**
   * What changed in `target` since `cursor`, oldest first. May repeat, never skips: an answer that could not be read to
   * its last page is an error. A null cursor starts from now, without events.
   */
  changes(target: string, cursor: string | null, signal: AbortSignal): Promise<Changes>
}

/** How fast an account may be written to. Zero means no limit. */
export interface Pace {
  readonly writesPerMinute: number
  readonly writesPerHour: number
}

/** A tracker: its settings, what it can bear, and how to open it. */
export interface ConnectorDefinition<Env = unknown> {
  /** The folder's name; stored with every issue, never changed. */
  readonly id: string
  /** The tracker's name as people write it. */
  readonly name: string
  /** Its environment variables. Null where none of them is set: the tracker is not in use. */
  readonly env: ZodType<Env | null>
  /** The variable that names the default target; null where there is none to set. */
  readonly targetVariable: string | null
  /** Where issues go that no route sends elsewhere. Null where the settings name no place. */
  defaultTarget(env: Env): string | null
  /** Says what is wrong with a target, or null. */
  problemWith(target: string): string | null
  /** How many jobs may run at a time. */
  readonly concurrency: number
  /** Milliseconds from the start of a try until a look-up of its key can be believed. */
  readonly settleMs: number
  pace(env: Env): Pace
  open(env: Env, tools: Tools): Connector
}

/** Declares a connector; only gives `env` its type. */
export function defineConnector<Env>(
  definition: ConnectorDefinition<Env>,
): ConnectorDefinition<Env> {
  return definition
}
