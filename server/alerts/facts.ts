import type { DownstreamState } from "../downstreams/reading.ts";
import type { Verdict } from "../failures/failure.ts";

/** A watched queue, as the tables of capture and the rollups know it at one moment. */
export interface QueueFact {
  readonly id: number;
  readonly source: string;
  readonly name: string;
  /** Its messages are stored here; false: only counted at the broker. */
  readonly captured: boolean;
  /** Capture rests by somebody's wish. */
  readonly paused: boolean;
  /** When the collector heard of it last: capture or a count; null: never. */
  readonly heardAt: Date | null;
  /** Since when it is not read though it should be; null: it is read, or rests by somebody's wish. */
  readonly blindSince: Date | null;
  /** Still in the broker; null: not known. */
  readonly ready: number | null;
  /** The earliest end of a message in the broker; null: none ends, or it is not known. */
  readonly expiresAt: Date | null;
  /** The oldest in the broker; null: nothing is there, or it is not known. */
  readonly waitingSince: Date | null;
  readonly failedImports: number;
}

/** A group with something dead, unknown or new in it. */
export interface GroupFact {
  readonly id: number;
  readonly queueId: number;
  readonly title: string;
  readonly verdict: Verdict;
  readonly downstream: string | null;
  readonly owner: string | null;
  readonly assignee: string | null;
  readonly triage: "open" | "acknowledged" | "muted" | "closed";
  readonly triagedAt: Date | null;
  readonly mutedUntil: Date | null;
  /** When capture stored its first message, by the database's clock; null: long ago, or the group came of deriving messages again. */
  readonly foundAt: Date | null;
  readonly lastSeenAt: Date;
  /** Dead at this moment. */
  readonly dead: number;
  /** What is dead and away by event type; read only where a rule asks for it. */
  readonly ofTypes: readonly TypeFact[];
  /** Sent or not, nobody knows. */
  readonly unknown: number;
  /** How they end is not known yet: a replay is to send them, has sent and watches them, or nobody knows whether it has sent them (`unknown`). */
  readonly away: number;
  /** The oldest dead message, by death or capture; null: none is dead. */
  readonly oldestAt: Date | null;
  /** Arrivals by death within the last minutes: by the windows that rules ask for, the minute that runs included. */
  readonly arrived: Readonly<Record<number, number>>;
  /** Arrivals a minute over the day before the last hour; null: no such day is known. */
  readonly usual: number | null;
}

export interface TypeFact {
  readonly type: string;
  readonly dead: number;
  readonly away: number;
}

export interface SourceFact {
  readonly name: string;
  /** Since when it does not answer; null: it does. */
  readonly blindSince: Date | null;
  readonly error: string | null;
}

/** A channel through which nothing gets. */
export interface ChannelFact {
  readonly name: string;
  readonly failingSince: Date;
  /** No try helps until somebody mends it. */
  readonly broken: boolean;
  /** What it answers, in our words. */
  readonly answer: string | null;
}

/** A replay that is not over, or ended within the last quarter of an hour. */
export interface ReplayFact {
  readonly id: number;
  readonly places: readonly { readonly source: string; readonly queue: string }[];
  readonly running: boolean;
  readonly sent: number;
  readonly cameBack: number;
  /** The code of why it paused itself; null: it did not, or a person paused it. */
  readonly stopped: string | null;
}

/** A downstream of redrive.yaml, or one that was there. */
export interface BreakerFact {
  readonly name: string;
  /** By the age of what is known. removed: it left redrive.yaml, so that nobody knows. */
  readonly state: DownstreamState | "removed";
  /** null: never judged. */
  readonly since: Date | null;
  /** Redrive's own reading: nothing is reported. */
  readonly own: boolean;
  /** Items of replays that wait for it. */
  readonly held: number;
}

/** Keys of a queue that wait for an earlier number, as workers judged them last. */
export interface SequenceFact {
  readonly keys: number;
  readonly messages: number;
  /** When the first of them was found waiting. */
  readonly since: Date;
}

/** An outbox of an application. Times in ms; what is not known is null. */
export interface OutboxFact {
  readonly table: string;
  /** false: it could not be read, or its rows tell nothing. */
  readonly isKnown: boolean;
  readonly unpublished: number;
  readonly atLeast: boolean;
  readonly lagMs: number | null;
  /** An older row may wait: the lag is `lagMs` at least. */
  readonly lagIsBound: boolean;
  readonly failed: number | null;
  /** More may have failed. */
  readonly failedAtLeast: boolean;
  /** Nothing was published while something waits. */
  readonly isSilent: boolean;
  /** Why the connector that reads the database's log stands still. */
  readonly problem: string | null;
}

export interface EvidenceFact {
  /** false: it was not asked yet, or it failed so long ago that it may answer again. */
  readonly isKnown: boolean;
  /** Why it does not answer; null: it does, or nobody knows. */
  readonly why: string | null;
}

/** An application of redrive.yaml, as its database was read last, by whatever process. */
export interface ApplicationFact {
  readonly name: string;
  /** false: redrive.yaml names only an evidence endpoint. */
  readonly hasDatabase: boolean;
  /** false: it was not read lately. */
  readonly isKnown: boolean;
  /** Why its database does not answer; null: it does. */
  readonly away: string | null;
  /** Why a table of it cannot be asked, or is not known; null: all are. */
  readonly lacks: string | null;
  /** Its evidence endpoint, as it was asked last; null: it has none. */
  readonly evidence: EvidenceFact | null;
  /** Tables that redrive.yaml names may be missing among `outboxes`: they were not found, or not settled. */
  readonly isPartial: boolean;
  readonly outboxes: readonly OutboxFact[];
}

/** How much was dead or waited in a queue, minute by minute, the newest first; the last hour. */
export type DepthSamples = ReadonlyMap<number, readonly { readonly at: Date; readonly n: number }[]>;

/** All that rules judge by, read by few statements for all of them at one moment of the database's clock. */
export interface Facts {
  readonly now: Date;
  /** Since when no worker is heard; null: one lives. */
  readonly workersSilentSince: Date | null;
  readonly sources: readonly SourceFact[];
  readonly queues: readonly QueueFact[];
  readonly groups: readonly GroupFact[];
  readonly replays: readonly ReplayFact[];
  readonly depths: DepthSamples;
  /** Those that fail. */
  readonly channels: readonly ChannelFact[];
  readonly breakers: readonly BreakerFact[];
  /** By queue; one without such keys is left out. */
  readonly sequences: ReadonlyMap<number, SequenceFact>;
  readonly applications: readonly ApplicationFact[];
}
