import type { Fate, Hints, LostAttempts } from "./attempt.ts";
import type { Kind } from "./kinds.ts";
import type { Gap, GroupMembers, LogCodec, LogMemory, LogState, Partitions, Position, Removal } from "./log.ts";

/** Every adapter implements `Broker`; `conformance.ts` says what that means. Bytes travel untouched: a message is its body and its head, all else a view. */

export type BrokerKind = Kind["kind"];

/** A message as it came off the wire. `body` null is not the same as an empty body. */
export interface RawMessage {
  readonly body: Uint8Array | null;
  /** Key, headers, properties and address in the adapter's own lossless encoding; read it through `HeadCodec`. */
  readonly head: Uint8Array;
  /** Where it stood in its queue, for whoever looks at a failed import: delivery tag, message id, partition and offset. */
  readonly position: string;
  /**
   * The broker's own exact identity of this death (SQS message id; of a log `identityOf`, in position.ts); null where there is none (AMQP). What bears one that
   * was seen before is taken for a redelivery and not stored again, for ever: the next death of the same message needs another.
   */
  readonly identity: string | null;
  /** The broker says that it has handed this message out before; null when it does not say. */
  readonly redelivered: boolean | null;
}

/** The types that the brokers' headers have, under one name each; `wire` keeps the broker's own tag. */
export const headerTypes = [
  "string",
  "bytes",
  "bool",
  "void",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float",
  "double",
  "decimal",
  "timestamp",
  "table",
  "array",
] as const;
export type HeaderType = (typeof headerTypes)[number];

/** A typed header value, safe to print and to send to a browser: numbers are exact decimal text, bytes are base64. */
export interface HeaderValue {
  readonly type: HeaderType;
  /** The broker's own name of the type: "longstr", "Number.int" ... */
  readonly wire: string;
  /** The value as text: decimal digits, ISO time for a timestamp, base64 for bytes; null for void, table and array. */
  readonly text: string | null;
  readonly fields?: readonly Header[];
  readonly items?: readonly HeaderValue[];
}

export interface Header {
  /** Printable name; bytes that are not UTF-8 are shown as U+FFFD and kept in `nameBytes`. */
  readonly name: string;
  /** base64 of the name, only when `name` cannot carry it. */
  readonly nameBytes?: string;
  readonly value: HeaderValue;
}

/** The decoded view of a head: order and duplicates as on the wire. */
export interface Head {
  /** Partition or grouping key; null when the broker or message has none. */
  readonly key: Uint8Array | null;
  /** Where it was published when it arrived here: exchange and routing key, topic, group id ... */
  readonly address: Readonly<Record<string, string>>;
  readonly headers: readonly Header[];
  /** The broker's fixed properties (content type, message id ...), absent ones left out. */
  readonly properties: readonly Header[];
  /** Set when the bytes could not be read whole: what is wrong, in words. The bytes themselves are kept. */
  readonly problem: string | null;
}

/** A header or a property by its name: an application may give a header the name of a property. */
export interface HeadField {
  readonly of: "header" | "property";
  readonly name: string;
}

/** What keeps a broker from taking a message as it would be sent: its headers cannot be read whole, its body, how many headers, a header's name, its size. */
export const problemKinds = ["head", "body", "header_count", "header_name", "size"] as const;
export type ProblemKind = (typeof problemKinds)[number];

export interface Problem {
  readonly kind: ProblemKind;
  /** For an operator: what is wrong and what is allowed. */
  readonly text: string;
}

/** Bytes as a broker's limits count them: of the headers with the properties, and of all that is sent. */
export interface Sizes {
  readonly head: number;
  readonly all: number;
}

export interface HeadChange {
  /** What leaves; every duplicate goes. */
  readonly strip: readonly HeadField[];
  /** String headers that are appended (same name: replaced). */
  readonly add: readonly { readonly name: string; readonly text: string }[];
}

/**
 * Pure reading and writing of heads, and what a broker of this kind is; usable without a connection, also for messages of a source that has left the
 * configuration. Untouched headers keep their exact bytes.
 */
export interface HeadCodec {
  /** Present: messages are records of a log, each at a position that never changes, and stay there whoever reads them. */
  readonly log: LogCodec | null;
  /** A message is published to an exchange, which may reach several queues; otherwise to a queue or topic by name. */
  readonly exchanges: boolean;
  /**
   * Messages carry headers, our marks among them. Otherwise `decode` finds none, `edit` refuses them and `change` adds none: a comeback is not recognised, and a replay's
   * plan says so (`server/checks/no-marks.ts`).
   */
  readonly carriesHeaders: boolean;
  /** Our marks take nothing from the room that a message has (a frame apart, of which `Broker.intake` tells): `problemOf` says the same with them and without. */
  readonly marksFit: boolean;
  /** Messages have an exact identity, so a redelivery is recognised for certain and equal bytes raise no suspicion. */
  readonly exactIdentity: boolean;
  /** Never throws: what cannot be read is said in `problem`. */
  decode(head: Uint8Array): Head;
  /** The head with other headers or properties, as an operator edited them. Throws `BrokerError("invalid")` that names the header. */
  edit(head: Uint8Array, to: { headers: readonly Header[]; properties: readonly Header[] }): Uint8Array;
  /** The head as a replay sends it: strips and additions applied, all else byte-identical. */
  change(head: Uint8Array, change: HeadChange): Uint8Array;
  /** Why no broker of this kind takes this message, wherever it goes; null: nothing of its own. `publish` and `release` refuse by the same words. */
  problemOf(message: Outgoing): Problem | null;
  /** How large it is on the wire, of a message without a problem. */
  sizesOf(message: Outgoing): Sizes;
  /** Milliseconds after which it expires in any queue, by what it carries itself; null: it carries nothing of the kind. */
  expiresMs(head: Uint8Array): number | null;
  /** A field that the broker writes anew when the same message is handed out again or released. */
  isRewritten(field: HeadField): boolean;
  /** What the protocol itself forbids to re-send (x-death, user-id, expiration ...), each with the reason. */
  strips(head: Uint8Array): readonly (HeadField & { readonly why: string })[];
}

/** Declared per queue, never found out by failing. */
export interface Capabilities {
  readonly capture: readonly ("take" | "mirror" | "watch")[];
  /** Publishing tells exactly what became of a message. */
  readonly confirms: boolean;
  /** The queue hands messages out in order per key. */
  readonly ordered: boolean;
  /** An unknown outcome can be looked up (`findAttempts`). */
  readonly findsAttempts: boolean;
  /** It is a log (`Broker.log`). Everything before a position can be removed for everybody, but no message alone. */
  readonly log: boolean;
  /** A replay can go to the exchange that the message was published to. */
  readonly exchanges: boolean;
  /** Each request costs money, so that one worker of several consumes and samples a queue; left out: consumers cost nothing. */
  readonly billed?: boolean;
}

export type Severity = "bad" | "warn" | "info";

/** A topology fact that would lose or double messages, in plain words, with what mends it. */
export interface TopologyWarning {
  readonly code: string;
  readonly severity: Severity;
  readonly text: string;
  /** A command or binding that mends it; null when there is none. */
  readonly mend: string | null;
}

export interface FoundQueue {
  readonly name: string;
  /** classic, quorum, stream, standard, fifo ... as the broker calls it; null when unknown. */
  readonly type: string | null;
  /** Dead letters arrive here (by topology), or it is only named like one. */
  readonly role: "dead_letter" | "named_like_one" | "other";
  /** Where it holds no dead letters: what it is, in a sentence; left out: not known. */
  readonly nature?: string | null;
  /** The queues whose dead letters arrive here. Empty: none; null: unknown (no management access). */
  readonly origins: readonly string[] | null;
  readonly warnings: readonly TopologyWarning[];
  readonly depth: Depth;
}

/** null is unknown; 0 is none. */
export interface Depth {
  readonly ready: number | null;
  readonly oldestAt: Date | null;
  /** When the first message would be lost by retention or TTL. */
  readonly expiresAt: Date | null;
  /** When this was so; left out: just now. */
  readonly at?: Date;
  /** Messages in somebody else's hand, at least, of a queue that this adapter takes from; left out: not known. */
  readonly others?: number;
  /** Messages that consumers hold and have not acknowledged, as the broker counted them last; left out: not known. */
  readonly inHand?: number;
}

/** May Redrive take from this queue without a crash of its own losing a message? */
export type Preflight =
  | { readonly safe: true; readonly warnings: readonly TopologyWarning[] }
  | { readonly safe: false; readonly reason: string; readonly mend: string | null };

/**
 * Where a replay goes. `queue` is the failed queue itself; `exchange` the original fan-out. `part`: logs only, otherwise as the key says. `publishedTo`: the exchange
 * that the message was first published to, so that its next death can tell; left out: not known.
 */
export type Target =
  | { readonly to: "queue"; readonly queue: string; readonly routingKey?: string; readonly publishedTo?: string; readonly part?: string }
  | { readonly to: "exchange"; readonly exchange: string; readonly routingKey: string };

/** Queue or consumer group; null count: unknown. */
export interface Receiver {
  readonly name: string;
  readonly consumers: number | null;
  /** Logs only: records that it has yet to read; null: unknown. */
  readonly lag?: number | null;
}

/** Who will receive what is sent to a target; null: unknown. */
export interface Audience {
  readonly receivers: readonly Receiver[] | null;
  readonly warnings: readonly TopologyWarning[];
}

/** What one place takes now. `missing`: why nothing would arrive anywhere, in words; null: something would, or it is not known. Limits in bytes; null: not known. */
export interface Intake {
  readonly missing: string | null;
  readonly most: { readonly head: number | null; readonly all: number | null };
}

export type Outgoing = Pick<RawMessage, "body" | "head">;

/**
 * What became of one publish. Only `confirmed` was sent; `unknown` may or may not have been. `refused`: the broker does not take this message.
 * `not_sent`: surely nothing was sent, and the cause is not the message (no connection, no access, throttling): the same send may succeed later.
 */
export type Outcome =
  | { readonly state: "not_sent"; readonly reason: string }
  | { readonly state: "confirmed"; readonly ref: string | null }
  | { readonly state: "returned"; readonly reason: string }
  | { readonly state: "refused"; readonly reason: string }
  | { readonly state: "unknown"; readonly reason: string };

/** All that only a log has. Everything rejects with `BrokerError`. */
export interface BrokerLog {
  read(queue: string): Promise<LogState>;
  /**
   * The committed records at some positions of a part, by `at`. A position missing from the answer holds no record: expired, or not written yet.
   * Positions that lie near each other are read together. Ends between two reads when the signal aborts.
   */
  recordsAt(queue: string, part: string, ats: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, RawMessage>>;
  /** How it is divided. Rejects with `missing` where there is no such topic. */
  partitions(queue: string): Promise<Partitions>;
  /** By part, the position that a consumer group would read next; none where it has committed nothing. */
  committed(queue: string, group: string): Promise<ReadonlyMap<string, string>>;
  /** Who reads these queues now as Redrive does, by its group: consumers of another console, or of any program, have other names. */
  members(queues: readonly string[]): Promise<ReadonlyMap<string, GroupMembers>>;
  /** Where the first committed record at or after a position stands; null: there is none. */
  nextRecord(queue: string, from: Position): Promise<string | null>;
  /** Removes every record before these positions, for everybody. Does not reject for what the broker says: each part has its outcome. */
  removeBefore(queue: string, marks: readonly Position[]): Promise<readonly Removal[]>;
}

/** Takes one batch in, which is settled only after this resolved. */
export type OnBatch = (batch: readonly RawMessage[]) => Promise<void>;

export interface ConsumeOptions {
  /** At most this many messages in one `onBatch` call. */
  readonly batchSize: number;
  /** Hand out a smaller batch when this much time passed since its first message. */
  readonly maxWaitMs: number;
  /** Called on every successful poll, delivery or heartbeat, also when the queue is empty. */
  readonly onAlive?: () => void;
  /** Called when messages have gone unread, before anything after them is handed out; may be told again. Rejects: `consume` does too. */
  readonly onGap?: (gap: Gap) => Promise<void>;
  /** Logs only. Absent: reading goes on where the broker remembers. */
  readonly memory?: LogMemory;
  /** How this consumer is called; `BrokerLog.members` and `consumers` tell it. */
  readonly reader?: string;
}

export type BrokerErrorCode = "unreachable" | "denied" | "missing" | "invalid" | "closed";

/** Every error that leaves an adapter. The message is written for an operator: what is wrong and what is allowed; no secrets. */
export class BrokerError extends Error {
  readonly code: BrokerErrorCode;
  constructor(code: BrokerErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "BrokerError";
    this.code = code;
  }
}

export interface Broker {
  readonly kind: BrokerKind;
  /** The configured name of the source. */
  readonly source: string;
  readonly codec: HeadCodec;

  /** Connects if need be and says what answers: "RabbitMQ 3.13.7". Rejects with `BrokerError`. */
  ping(): Promise<string>;
  capabilities(queue: string): Capabilities;
  /**
   * Every queue this source can see, with topology where it can be read. `isWatched`: names of which more than that is asked. `known`: those that were found before:
   * where nobody can tell whether one is gone, it is found again.
   */
  discover(isWatched?: (name: string) => boolean, known?: readonly string[]): Promise<readonly FoundQueue[]>;
  depth(queue: string): Promise<Depth>;
  /** Who takes from these queues now, a worker as its `ConsumeOptions.reader`; null: one that the broker does not name. Absent: it cannot tell. */
  consumers?(queues: readonly string[]): Promise<ReadonlyMap<string, readonly (string | null)[]>>;
  /** Run before `consume`: reads the queue's effective limits without taking anything. */
  preflight(queue: string): Promise<Preflight>;

  /**
   * Takes messages until `signal` aborts or the connection is lost; the caller restarts it. A batch is settled after `onBatch` resolved and never
   * otherwise; when it rejects, nothing is settled and `consume` rejects with the same error. `onBatch` is called for one batch at a time, of a log for one
   * of each of two partitions; at most four are held unsettled, those that wait for their turn included. Several workers consume a queue at the same time,
   * each by an adapter of its own. After an abort what was fetched may still be handed over. A queue is consumed once per adapter.
   */
  consume(queue: string, onBatch: OnBatch, options: ConsumeOptions, signal: AbortSignal): Promise<void>;

  /**
   * Sends one message and waits for the broker's word. Never rejects: what cannot be told is `unknown`. Safe to call concurrently. `attempt` is unique in
   * one database of Redrive; another console, or the same after its database was lost, uses it again.
   */
  publish(target: Target, message: Outgoing, attempt: string, hints?: Hints): Promise<Outcome>;
  /** What has become of messages by now, by their heads, in their order; null: it cannot tell. Absent: messages do not stay at the source. */
  fates?(heads: readonly Uint8Array[]): Promise<readonly (Fate | null)[]>;
  /** Puts a message back on its dead-letter queue, head and body byte for byte. */
  release(queue: string, message: Outgoing, hints?: Hints): Promise<Outcome>;
  /** What became of unknown publishes to one target; what is left out it cannot tell. A log is read once for all. */
  findAttempts?(target: Target, lost: LostAttempts): Promise<ReadonlyMap<string, "published" | "absent">>;
  audience(target: Target): Promise<Audience>;
  /** What a target takes, asked before anything is sent there. Answers that are some seconds old are good enough. */
  intake(target: Target): Promise<Intake>;
  /** Milliseconds for which a queue keeps what is released to it and nobody takes; null: it cannot be known now, as without its management API. */
  lifetime(queue: string): Promise<number | "for_ever" | null>;
  readonly log?: BrokerLog;
  close(): Promise<void>;
}

/** The configured sources. `get` throws `BrokerError("missing")` for a name that is not configured. */
export interface Brokers {
  get(source: string): Broker;
  codec(kind: BrokerKind): HeadCodec;
  close(): Promise<void>;
}
