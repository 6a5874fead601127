import type { Grant } from "../access/grant.ts";
import type { AnyChannelKind } from "../alerts/channel-kinds.ts";
import type { OwnerSpec, RuleSpec } from "../alerts/rule.ts";
import type { Permission } from "../access/permissions.ts";
import type { ApplicationSpec } from "../applications/application.ts";
import type { DownstreamSpec } from "../downstreams/downstream.ts";
import type { EventTypeSpec } from "../entities/event-type.ts";
import type { FailureRules } from "../failures/failure.ts";
import type { Kind } from "../sources/kinds.ts";
import type { TraceExport } from "./traces.ts";

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

type ChannelOf<K extends AnyChannelKind> = K extends AnyChannelKind
  ? { readonly kind: K["kind"]; readonly name: string } & ReturnType<K["options"]>
  : never;

/** A channel with the options of its kind. */
export type ChannelConfig = ChannelOf<AnyChannelKind>;

/** A grant of redrive.yaml, and whom it is given to: by e-mail address or subject, or by a group of single sign-on. */
export interface ConfiguredGrant {
  readonly grant: Grant;
  readonly people: readonly string[];
  readonly groups: readonly string[];
}

/** Where the console listens, and how people reach it. */
export interface Http {
  readonly host: string;
  readonly port: number;
  /** The origin that people use, such as "https://redrive.example.com": links, cookies and the checks of Host and Origin follow it. */
  readonly url: string;
  /** Addresses and subnets whose X-Forwarded-For says where a request comes from. */
  readonly trustedProxies: readonly string[];
  /** PEM files, with which the console serves https itself; null: it serves http. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
}

/** How people prove who they are. */
export interface SignIn {
  /** Accounts of Redrive itself, with a password. */
  readonly accounts: boolean;
  readonly oidc: Oidc | null;
  readonly proxy: SignInProxy | null;
  /** A session ends after so many hours, and after so many without a request. */
  readonly hours: number;
  readonly idleHours: number;
}

/** Single sign-on with OpenID Connect. */
export interface Oidc {
  /** What the button says. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  /** The claim that lists the groups of a person. */
  readonly groupsClaim: string;
  /** An address counts also where the provider says nothing of its being verified. */
  readonly assumeEmailVerified: boolean;
}

/** A proxy in front that signs people in and says in headers who they are. It is believed only from these subnets, and with the secret. */
export interface SignInProxy {
  readonly from: readonly string[];
  readonly userHeader: string;
  readonly groupsHeader: string | null;
  readonly secretHeader: string;
  readonly secret: string;
}

/** Who may read metrics, and where workers serve theirs. */
export interface Metrics {
  /** null: none is asked for. */
  readonly token: string | null;
  /** null: only this machine, unless there is a token. */
  readonly from: readonly string[] | null;
  /** null: workers listen nowhere. */
  readonly worker: { readonly host: string; readonly port: number } | null;
}

/** Everything that can be set, validated once; made by `loadConfig`. */
export interface Config {
  readonly environment: { readonly name: string; readonly tone: "production" | "staging" | "development" };
  /** null: the embedded Postgres in `.redrive/`. */
  readonly databaseUrl: string | null;
  readonly http: Http;
  /** Names, addresses and subnets that the console may ask, beside public and private ones: see `server/outbound/rule.ts`. */
  readonly outbound: { readonly allow: readonly string[] };
  /** null: whoever reaches the console may do everything; it listens on loopback only. */
  readonly signIn: SignIn | null;
  /** Roles by name with what they may do, and the grants of redrive.yaml that hold in this environment. */
  readonly access: { readonly roles: Readonly<Record<string, readonly Permission[]>>; readonly grants: readonly ConfiguredGrant[] };
  /** Stop after this many replays of one lineage. */
  readonly replayLimit: number;
  /** A replay pauses when more than so many percent of what it sent came back, or so many with another failure. */
  readonly pauseAt: { readonly percent: number; readonly newFailures: number };
  /** A confirmed replay counts as presumed ok when it has not come back after this many seconds. */
  readonly observeSeconds: number;
  /** Replayed, discarded and released messages are deleted this many days after the last thing that happened to them; null: never. */
  readonly retention: { readonly settledDays: number | null; readonly alertDays: number | null };
  readonly metrics: Metrics;
  /** `link`: the address of a trace, with `{traceId}` in it; null: none. `export`: Redrive's own, as the environment says. */
  readonly traces: { readonly link: string | null; readonly export: TraceExport };
  /** Rules of redrive.yaml; `defaults` false: those of Redrive itself rest. */
  readonly alerts: { readonly defaults: boolean; readonly rules: readonly RuleSpec[] };
  readonly channels: readonly ChannelConfig[];
  /** Teams in the order in which they are asked. */
  readonly owners: readonly OwnerSpec[];
  /** Systems that consumers call, and how their circuit breakers are read. */
  readonly downstreams: readonly DownstreamSpec[];
  /** Programs that consume messages, with the databases in which Redrive reads what they did. */
  readonly applications: readonly ApplicationSpec[];
  /** Types of events that redrive.yaml tells apart. */
  readonly eventTypes: readonly EventTypeSpec[];
  readonly sources: readonly SourceConfig[];
  /** The file that it was read from, for messages; null: built-in defaults. */
  readonly file: string | null;
  /** Tests only: the point at which this process kills itself. */
  readonly crashAt: string | null;
}
