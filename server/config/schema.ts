import { z } from "zod";
import { kinds } from "../sources/kinds.ts";
import { applicationsSchema } from "./applications.ts";
import { accessSchema, findUnknownSources } from "./access.ts";
import { alertsSchema, channelsSchema, findHalfTold, findPretended, ownersSchema } from "./alerts.ts";
import { downstreamsSchema } from "./downstreams.ts";
import { eventTypesSchema } from "./event-types.ts";
import { findHalfSecured } from "./half-secured.ts";
import { httpSchema } from "./http.ts";
import { metricsSchema } from "./metrics.ts";
import { rules } from "./rules.ts";
import { signInSchema } from "./sign-in.ts";
import { tracesSchema } from "./traces.ts";
import { databaseUrl, names, plain, type SourceKind, text } from "../sources/source-kind.ts";

const capture = z
  .enum(["take", "watch"])
  .describe("`take`: Redrive consumes the queue, stores each message, then acknowledges it. `watch`: only counts and topology.");
/** A log keeps its records and a table its rows, whoever reads them. */
const captureLog = z
  .enum(["mirror", "watch"])
  .describe("`mirror`: Redrive reads and stores each message; its topic or table keeps it. `watch`: only counts.");
const takeDespiteHazard = plain(z.boolean())
  .optional()
  .describe("`true`: take even where Redrive warns that a crash could lose a message.");

const called = (name: z.ZodType<string>) =>
  name.meta({ description: "Name of the queue or topic, or a pattern where `*` stands for anything.", examples: ["*.dlq"] });
const listed = {
  description:
    "Dead-letter queues or topics, each by its name, a pattern, or a mapping with settings of its own. An exact name counts before patterns, and of those the first that matches.",
  examples: [["*.dlq", { name: "audit.dead", capture: "watch" }]],
};

/** What `outbound.allow` lists. */
const hosts = z.union([z.hostname(), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const outside = z.string().refine((value) => hosts.safeParse(value).success, {
  error: "must be the name of a host, an address or a subnet, such as id.internal or 10.0.0.0/8",
});
const outbound = names({
  allow: z
    .array(outside)
    .default([])
    .meta({
      description:
        "Names, addresses and subnets where single sign-on and the readings of downstreams may be besides public and private ones, such as a provider on Redrive's own machine. Brokers need no entry on this machine, and no entry opens other addresses to them. The metadata service of a cloud is never asked.",
      examples: [["id.internal", "127.0.0.1"]],
    }),
});

function ofQueues(name: z.ZodType<string>) {
  const queue = names({ name: called(name), capture: capture.optional(), takeDespiteHazard, ...rules });
  return {
    queues: z
      .array(z.union([name, queue]))
      .default([])
      .meta(listed),
    capture: capture.default("take"),
    ...rules,
  };
}

function ofLogs(name: z.ZodType<string>) {
  const topic = names({ name: called(name), capture: captureLog.optional(), ...rules });
  return {
    queues: z
      .array(z.union([name, topic]))
      .default([])
      .meta(listed),
    capture: captureLog.default("mirror"),
    ...rules,
  };
}

/** A kind's own keys keep their checks but not their types: its `options` reads them. */
function schemaOf(of: SourceKind) {
  const kind = z.literal(of.kind).describe("Kind of broker.");
  const own: object = of.shape;
  const name = of.queueName ?? text;
  const { holds = () => true, error = "" } = of.demands ?? {};
  return of.mirrored
    ? names({ kind, ...own, ...ofLogs(name) }).refine(holds, { error })
    : names({ kind, ...own, ...ofQueues(name) }).refine(holds, { error });
}

const [first, ...others] = kinds;
export const sourceSchema = z.discriminatedUnion("kind", [schemaOf(first), ...others.map(schemaOf)]);

/** The kinds of sources, as a refusal names them. */
export const sourceKinds: readonly string[] = kinds.filter(({ offered }) => offered).map(({ kind }) => kind);

const environment = z.union([
  text,
  names({
    name: text.meta({ description: "Name to show.", examples: ["eu-live"] }),
    tone: z.enum(["production", "staging", "development"]).describe("Colour of the header: production is red."),
  }),
]);

const replay = names({
  limit: plain(z.number().int().min(1).max(100)).default(5).describe("A message that comes back is replayed this often at most."),
  observeSeconds: plain(z.number().int().min(1).max(86_400))
    .default(60)
    .describe(
      "Seconds after which a replayed message that has not come back is presumed ok; longer where a failure is known to take longer.",
    ),
  pausePercent: plain(z.number().min(0.1).max(100))
    .default(3)
    .describe(
      "A replay pauses by itself when more than this share of what it sent came back, in percent, and at least three messages. In a canary one is enough. A plan may choose another share, or none.",
    ),
  pauseNewFailures: plain(z.number().int().min(1).max(1_000))
    .default(2)
    .describe(
      "A replay pauses by itself when so many messages came back with another failure than before. A plan may choose another number, or none.",
    ),
});

const retention = names({
  settledDays: plain(z.number().int().min(1).max(36_500).nullable())
    .default(90)
    .describe(
      "Days after which replayed, discarded and released messages are deleted. `null` keeps them. What is dead, on its way or unknown is never deleted.",
    ),
  alertDays: plain(z.number().int().min(1).max(36_500).nullable())
    .default(90)
    .describe(
      "Days after which alerts that are over are deleted, with their history and notices, and of one that fires the history that is older. So are changes of breakers. `null` keeps them. One that fires is never deleted.",
    ),
});

/** The name of an environment that the file gives by its name alone, or with its tone. */
export function nameOf(given: z.output<typeof environment>): string {
  return typeof given === "string" ? given : given.name;
}

export const fileSchema = names({
  environment: environment.default("development").meta({
    description:
      "Name of this installation, shown in the header. A name that begins with prod is production (red), one with stag, pre, qa or test is staging, any other development; a mapping sets both.",
    examples: ["production", { name: "eu-live", tone: "production" }],
  }),
  database: databaseUrl(["postgres", "postgresql"])
    .optional()
    .meta({
      description: "Postgres 15 or newer. Left out: the environment variable DATABASE_URL, or else an embedded Postgres in `.redrive/`.",
      examples: ["${DATABASE_URL}"],
    }),
  http: httpSchema.prefault({}).describe("Where the console listens, and how people reach it."),
  outbound: outbound.prefault({}).describe("What Redrive may ask over http."),
  signIn: signInSchema,
  access: accessSchema,
  replay: replay.prefault({}).describe("Limits of replays."),
  retention: retention.prefault({}).describe("How long messages and alerts are kept."),
  metrics: metricsSchema,
  traces: tracesSchema,
  alerts: alertsSchema,
  channels: channelsSchema,
  owners: ownersSchema,
  downstreams: downstreamsSchema,
  applications: applicationsSchema,
  eventTypes: eventTypesSchema,
  sources: z
    .record(
      z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, { error: "must be letters, digits, dots, dashes and underscores" }),
      sourceSchema,
    )
    .default({})
    .describe("Connections to brokers, by a name of your choice."),
}).superRefine((file, refuse) => {
  const environment = nameOf(file.environment);
  const unknown = findUnknownSources(file.access, environment, Object.keys(file.sources));
  const told = [...findHalfTold(file), ...findPretended(file.channels, environment)];
  for (const { path, text: message } of [...findHalfSecured(file), ...told, ...unknown])
    refuse.addIssue({ code: "custom", path: [...path], message });
});

export type FileConfig = z.infer<typeof fileSchema>;
export type FileSource = z.infer<typeof sourceSchema>;
