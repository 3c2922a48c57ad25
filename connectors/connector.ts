import type { CheckRow } from '../src/domain/check.ts'
import type { Changes, CommentList, IssueEvent, TrackerEvent } from '../src/domain/events.ts'
import type {
  IssueFields,
  RemoteIssue,
  RemotePart,
  RemoteRef,
  ValueForms,
} from '../src/domain/issue.ts'
import type {
  AttachmentDraft,
  CommentDraft,
  FieldValues,
  IssueChange,
  IssueDraft,
} from '../src/domain/writes.ts'
import type { InboundHead, InboundRequest } from '../src/platform/adapter.ts'
import type { Dialect } from '../src/text/dialect.ts'

/**
 * A tracker's account, opened once. Every method throws only TrackerError, ends promptly when `signal` aborts,
 * and may be called again with the same arguments.
 */
export interface Connector {
  /** How the tracker reads Markdown. Texts it is given are defanged for it. */
  readonly dialect: Dialect
  /** Throws unless the log-in works and issues can be filed in `target`. Writes nothing. */
  check(target: string, signal: AbortSignal): Promise<void>
  /** Files the issue in one call, its key inside. When `uncertain`, returns the one already filed for the key. */
  create(target: string, draft: IssueDraft, signal: AbortSignal): Promise<RemoteIssue>
  /** Returns the issue's values of the fields that a person may own. Throws `missing` for an unknown issue. */
  fields(issue: RemoteRef, signal: AbortSignal): Promise<IssueFields>
  /** Returns values in the tracker's own form, as `fields` would return them after a write. Writes nothing. */
  formsOf(issue: RemoteRef, asked: AskedFields, signal: AbortSignal): Promise<ValueForms>
  /**
   * Writes `change`. An issue that is closed stays closed for the reason it was. An unknown issue is `missing`. What the
   * tracker refuses besides a state is left out and said.
   */
  update(issue: RemoteRef, change: IssueChange, signal: AbortSignal): Promise<RemoteIssue>
  /** Adds the comment, its key inside. When `uncertain`, returns the one already added for the key. */
  comment(issue: RemoteRef, comment: CommentDraft, signal: AbortSignal): Promise<RemotePart>
  /** Attaches the file where a person sees it. When `uncertain`, returns the one already attached for the key. */
  attach(issue: RemoteRef, file: AttachmentDraft, signal: AbortSignal): Promise<RemotePart>
  /**
   * Returns what changed in `target` since `cursor`, oldest first: of 90 issues at most, in 15 requests or fewer, so that it fits
   * into a Worker's event; beyond go only changes of one and the same moment. `more` says that there is another answer. May
   * repeat, never skips: an answer that could not be read whole is an error. A null cursor starts from now, without events.
   */
  changes(target: string, cursor: string | null, signal: AbortSignal): Promise<Changes>
  /** The issue as it is now, never from an index that lags; under its new ref where it was moved. Gone is `missing`. */
  read(issue: RemoteRef, signal: AbortSignal): Promise<IssueEvent>
  /** The comments of the issue that may be mirrored: all, or of very many the newest, `mostComments` at the most. */
  comments(issue: RemoteRef, signal: AbortSignal): Promise<CommentList>
  /**
   * Whether both targets are names of one place, by what the tracker has said before: makes no call. Absent if a place keeps
   * its name.
   */
  readonly isSamePlace?: (one: string, other: string) => Promise<boolean>
  /** Returns the issue whose page has this address; null if the address is not this tracker's. */
  find(url: string, signal: AbortSignal): Promise<IssueEvent | null>
  /**
   * Translates one webhook delivery. Throws HttpError unless it carries the tracker's signature. Absent where the tracker
   * sends none or no secret is set: polling covers it.
   */
  readonly receive?: (delivery: InboundRequest) => Promise<Received>
  /** Throws HttpError for a delivery that cannot be the tracker's, before its body is read. Absent where `receive` is. */
  readonly admit?: (head: InboundHead) => Promise<void>
  /**
   * Has the tracker send again what it could not deliver of its webhooks about `target`. Returns how many messages. Absent
   * if there is no such thing: polling covers most of it.
   */
  readonly redeliver?: (target: string, signal: AbortSignal) => Promise<number>
  /**
   * Everything that can be known of `target` before the first finding, for an operator: each row says what was found and what
   * to do about it. Writes nothing. Absent if there is nothing beyond what `check` says.
   */
  readonly inspect?: (target: string, inspection: Inspection) => Promise<readonly CheckRow[]>
}

/** How a target is looked at. */
export interface Inspection {
  /** The route's options for it. */
  readonly options: Readonly<Record<string, unknown>>
  /** Whether to send empty writes too: how a tracker refuses them shows what the log-in may do. */
  readonly thorough: boolean
  readonly signal: AbortSignal
}

/** Values whose forms are asked for; `key` and `options` as in the issue's draft. */
export interface AskedFields extends Pick<IssueChange, 'key' | 'options'> {
  readonly values: FieldValues
}

/** A webhook delivery, verified. */
export interface Received {
  /** The sender's own id of it, the same when it is sent again. */
  readonly id: string
  /** The sender's name for what happened, for the history. */
  readonly what: string
  /** Empty if the message is not about issues. */
  readonly events: readonly TrackerEvent[]
}
