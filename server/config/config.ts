import type { FailureRules } from "../failures/failure.ts";
import type { Kind } from "../sources/kinds.ts";

/** How a watched queue is captured: see docs/architecture.md, "Capture modes". */
export type CaptureMode = "take" | "mirror" | "watch";

/** One entry of a source's `queues`: a name or a `*` glob, with what is known about the events in it. */
export interface QueueConfig {
  readonly name: string;
  readonly capture: CaptureMode;
  /** Take even where preflight says that a crash could lose a message. */
  readonly takeDespiteHazard: boolean;
  /** Where replays go by default: "failed_queue" is read from the message. */
  readonly target: { readonly to: "failed_queue" } | { readonly to: "origin" } | { readonly to: "queue"; readonly queue: string };
  readonly rules: FailureRules;
}

interface Source<Name extends Kind["kind"]> {
  readonly kind: Name;
  readonly name: string;
  readonly queues: readonly QueueConfig[];
}

type SourceOf<K extends Kind> = K extends Kind ? Source<K["kind"]> & ReturnType<K["options"]> : never;

/** A source with the options of its kind. */
export type SourceConfig = SourceOf<Kind>;

/** Everything that can be set, validated once; made by `loadConfig`. */
export interface Config {
  readonly environment: { readonly name: string; readonly tone: "production" | "staging" | "development" };
  /** null: the embedded Postgres in `.redrive/`. */
  readonly databaseUrl: string | null;
  /** `trustedProxies`: addresses and subnets whose X-Forwarded-For says where a request comes from. */
  readonly http: { readonly host: string; readonly port: number; readonly trustedProxies: readonly string[] };
  /** Stop after this many replays of one lineage. */
  readonly replayLimit: number;
  /** A confirmed replay counts as presumed ok when it has not come back after this many seconds. */
  readonly observeSeconds: number;
  /** Replayed, discarded and released messages are deleted this many days after the last thing that happened to them; null: never. */
  readonly retention: { readonly settledDays: number | null };
  readonly sources: readonly SourceConfig[];
  /** The file that it was read from, for messages; null: built-in defaults. */
  readonly file: string | null;
  /** Tests only: the point at which this process kills itself. */
  readonly crashAt: string | null;
}
