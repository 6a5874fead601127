import type { Config, QueueConfig, SourceConfig } from "./config.ts";
import { toApplications } from "./applications.ts";
import { toEventTypes } from "./event-types.ts";
import { toDownstreams, toNeeds } from "./downstreams.ts";
import type { FailureRules, Need } from "../failures/failure.ts";
import { kinds } from "../sources/kinds.ts";
import type { SourceKind } from "../sources/source-kind.ts";
import { toGrants, toRoles } from "./access.ts";
import { toChannels, toOwners, toRules as toAlertRules } from "./alerts.ts";
import { toHttp } from "./http.ts";
import { toMetrics } from "./metrics.ts";
import { toSignIn } from "./sign-in.ts";
import type { TraceExport } from "./traces.ts";
import type { FileConfig, FileSource } from "./schema.ts";

type Rules = Pick<FileSource, "envelope" | "headers" | "categories" | "ownCode" | "downstreams" | "target">;
type Queue = Exclude<FileSource["queues"][number], string>;

/** Envelope shapes by name; `flat` is { eventType, eventId, timestamp, version, payload }. */
const envelopes: Readonly<Record<"cloudevents" | "flat", FailureRules["envelope"]>> = {
  cloudevents: { eventId: "id", eventType: "type", key: "subject", version: "dataschema", sequence: "sequence", producedAt: "time" },
  flat: {
    eventId: "eventId",
    eventType: "eventType",
    key: "aggregateId",
    version: "version",
    sequence: "sequenceNumber",
    producedAt: "timestamp",
  },
};

/** The file's short forms spelt out: names of queues become entries, a source's settings reach its queues, defaults are in. */
export function toConfig(
  file: FileConfig,
  outside: {
    readonly file: string | null;
    readonly databaseUrl: string | undefined;
    readonly crashAt: string | undefined;
    readonly port: number | null;
    readonly traceExport: TraceExport;
  },
): Config {
  const environment = typeof file.environment === "string" ? { name: file.environment, tone: toneOf(file.environment) } : file.environment;
  return {
    environment,
    databaseUrl: file.database ?? outside.databaseUrl ?? null,
    http: toHttp(file.http, outside.port),
    outbound: file.outbound,
    signIn: toSignIn(file.signIn),
    access: { roles: toRoles(file.access), grants: toGrants(file.access, environment.name) },
    replayLimit: file.replay.limit,
    pauseAt: { percent: file.replay.pausePercent, newFailures: file.replay.pauseNewFailures },
    observeSeconds: file.replay.observeSeconds,
    retention: file.retention,
    metrics: toMetrics(file.metrics),
    traces: { link: file.traces.link ?? null, export: outside.traceExport },
    alerts: { defaults: file.alerts.defaults, rules: toAlertRules(file.alerts.rules) },
    channels: toChannels(file.channels),
    owners: toOwners(file.owners),
    downstreams: toDownstreams(file.downstreams),
    applications: toApplications(file.applications),
    eventTypes: toEventTypes(file.eventTypes),
    sources: Object.entries(file.sources).map(([name, source]) => toSource(name, source, toNeeds(file.downstreams))),
    file: outside.file,
    crashAt: outside.crashAt ?? null,
  };
}

function toneOf(name: string): Config["environment"]["tone"] {
  if (/^prod/i.test(name)) return "production";
  return /^(?:stag|pre|qa|test)/i.test(name) ? "staging" : "development";
}

function toSource(name: string, source: FileSource, needs: readonly Need[]): SourceConfig {
  const queues = source.queues.map((queue) => toQueue(typeof queue === "string" ? { name: queue } : queue, source, needs));
  const { kind, options } = kindOf(source);
  // The schema of its kind let it through, so `options` is of its kind too.
  return { kind, name, ...options(source), queues } as SourceConfig;
}

function kindOf({ kind }: FileSource): SourceKind {
  const found = kinds.find((candidate) => candidate.kind === kind);
  if (!found) throw new Error(`No kind of source is called "${kind}".`);
  return found;
}

function toQueue(queue: Queue, source: FileSource, needs: readonly Need[]): QueueConfig {
  const target = queue.target ?? source.target ?? "failed_queue";
  return {
    name: queue.name,
    capture: queue.capture ?? source.capture,
    takeDespiteHazard: "takeDespiteHazard" in queue ? (queue.takeDespiteHazard ?? false) : false,
    target: typeof target === "string" ? { to: target } : { to: "queue", queue: target.queue },
    rules: toRules(queue, source, needs),
  };
}

function toRules(queue: Rules, source: Rules, needs: readonly Need[]): FailureRules {
  const envelope = queue.envelope ?? source.envelope ?? {};
  return {
    envelope: typeof envelope === "string" ? envelopes[envelope] : envelope,
    headers: queue.headers ?? source.headers ?? {},
    categories: [...(queue.categories ?? []), ...(source.categories ?? [])].map(({ category, ...match }) => ({ match, category })),
    ownCode: queue.ownCode ?? source.ownCode ?? [],
    downstreams: [...(queue.downstreams ?? []), ...(source.downstreams ?? [])],
    needs,
  };
}
