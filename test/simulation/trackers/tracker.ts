import type { Reason, Status } from '../../../src/domain/issue.ts'
import type { Arrived, Reply } from '../network/network.ts'

/** A webhook message, signed. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a tracker is opened with. */
export interface Surroundings {
  /** Sends a webhook message on its way. */
  readonly deliver: (delivery: Delivery) => void
  /** Null for a tracker that sends none. */
  readonly webhookSecret: string | null
}

/** A simulated tracker, as the network, people and the invariants see it. */
export interface Tracker {
  readonly id: 'github' | 'jira' | 'local'
  /** What listens at its address; null if it has none. */
  readonly server: { readonly origin: string; serve(request: Arrived): Reply } | null
  /** The settings that make Lockstep use it. */
  readonly env: Readonly<Record<string, string>>
  /** Its two places: what findings of the projects `shop` and `bank` go to. */
  readonly places: readonly [Place, Place]
  /** What the addresses of the second place begin with; null if no address tells. */
  readonly secondPlace: RegExp | null
  /** The ids of issues that people deleted. */
  readonly removed: ReadonlySet<string>
  /** Writes to issues that do not carry our key. */
  readonly strangers: readonly string[]
  /** When each write of Lockstep's was sent, epoch milliseconds. */
  readonly writes: readonly number[]
  readonly deeds: Deeds
  /** Whether the issue of an id has another key by now, as it was moved. */
  isElsewhere(id: string, key: string): boolean
  /** Whether an issue became another, which may be itself, as it was transferred. */
  isSame(from: string, to: string): boolean
  issues(): Seen[]
  /** Issues that have not changed since what the cursor of a destination has passed. */
  passed(destination: string, cursor: string): Seen[]
}

/** Where findings go. */
interface Place {
  /** The log-in's name, which is the tracker's. */
  readonly account: Tracker['id']
  readonly target: string
}

/** An issue, as a person sees it. */
export interface Seen {
  readonly id: string
  readonly name: string
  /** The key of ours that it carries, or null. */
  readonly key: string | null
  readonly title: string
  readonly status: Status
  readonly reason: Reason | null
  readonly comments: readonly SeenComment[]
  /** The files that are attached to it: none in a tracker that links them in comments. */
  readonly files: readonly SeenFile[]
}

interface SeenFile {
  readonly id: string
  readonly title: string
}

/** A comment; one of ours carries a key. */
interface SeenComment {
  readonly id: string
  readonly isOurs: boolean
  readonly key: string | null
  readonly body: string
}

/** What a person does to an issue. */
export interface Deeds {
  close(issue: Seen, reason: Reason): void
  reopen(issue: Seen): void
  say(issue: Seen, body: string): void
  edit(issue: Seen, comment: SeenComment, body: string): void
  unsay(issue: Seen, comment: SeenComment): void
  /** Attaches a file. */
  attach(issue: Seen, title: string): void
  /** Takes a file off it. */
  detach(issue: Seen, file: SeenFile): void
  label(issue: Seen, name: string): void
  assign(issue: Seen): void
  /** Has it take no comments, or take them again. */
  lock(issue: Seen, isLocked: boolean): void
  /** Moves it into another place. */
  move(issue: Seen): void
  /** Has it not shown to Lockstep, or shown again. */
  hide(issue: Seen, isHidden: boolean): void
  /** Has all issues shown that are hidden. */
  showAll(): void
  /** Deletes it. */
  remove(issue: Seen): void
  /** Gives the place of the issue another name. */
  rename(issue: Seen): void
}
