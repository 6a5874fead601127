import { z } from "zod";
import { categories } from "../failures/failure.ts";
import { kinds } from "../sources/kinds.ts";
import { names, type SourceKind, text, url } from "../sources/source-kind.ts";

const envelope = z.union([
  z.enum(["cloudevents", "flat"]),
  names({ eventId: text, eventType: text, key: text, version: text, sequence: text, producedAt: text }).partial(),
]);

const target = z.union([z.enum(["failed_queue", "origin"]), names({ queue: text })]);

/** Settings that a source gives to all of its queues, and that one entry of `queues` may set for itself. */
const rules = {
  envelope: envelope.optional(),
  headers: names({
    errorType: text,
    errorText: text,
    stack: text,
    attempts: text,
    retries: text,
    failedAt: text,
    originQueue: text,
    handler: text,
  })
    .partial()
    .optional(),
  categories: z.array(names({ errorType: text.optional(), errorText: text.optional(), category: z.enum(categories) })).optional(),
  ownCode: z.array(text).optional(),
  downstreams: z.array(names({ name: text, match: text })).optional(),
  target: target.optional(),
};

const capture = z.enum(["take", "watch"]);
/** A log keeps its records, whoever reads them. */
const captureLog = z.enum(["mirror", "watch"]);

function ofQueues(name: z.ZodType<string>) {
  const queue = names({ name, capture: capture.optional(), takeDespiteHazard: z.boolean().optional(), ...rules });
  return { queues: z.array(z.union([name, queue])).default([]), capture: capture.default("take"), ...rules };
}

function ofLogs(name: z.ZodType<string>) {
  const topic = names({ name, capture: captureLog.optional(), ...rules });
  return { queues: z.array(z.union([name, topic])).default([]), capture: captureLog.default("mirror"), ...rules };
}

/** A kind's own keys keep their checks but not their types: its `options` reads them. */
function schemaOf(of: SourceKind) {
  const kind = z.literal(of.kind);
  const own: object = of.shape;
  const name = of.queueName ?? text;
  return of.log ? names({ kind, ...own, ...ofLogs(name) }) : names({ kind, ...own, ...ofQueues(name) });
}

const [first, ...others] = kinds;
export const sourceSchema = z.discriminatedUnion("kind", [schemaOf(first), ...others.map(schemaOf)]);

/** The kinds of sources, as a refusal names them. */
export const sourceKinds: readonly string[] = kinds.filter(({ offered }) => offered).map(({ kind }) => kind);

const loopback = ["127.0.0.1", "localhost", "::1"];

export const fileSchema = names({
  environment: z.union([text, names({ name: text, tone: z.enum(["production", "staging", "development"]) })]).default("development"),
  database: url(["postgres", "postgresql"]).optional(),
  http: names({
    host: text
      .refine((host) => loopback.includes(host), {
        error: `must be one of ${loopback.join(", ")}: there is no sign-in yet, so the console listens on this machine only`,
      })
      .default("127.0.0.1"),
    port: z.coerce.number().int().min(1).max(65_535).default(4400),
    trustedProxies: z
      .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: "must be an address or a subnet, such as 10.0.0.0/8" }))
      .default([]),
  }).prefault({}),
  replay: names({
    limit: z.number().int().min(1).max(100).default(5),
    observeSeconds: z.number().int().min(1).max(86_400).default(60),
  }).prefault({}),
  retention: names({ settledDays: z.number().int().min(1).max(36_500).nullable().default(90) }).prefault({}),
  sources: z
    .record(
      z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, { error: "must be letters, digits, dots, dashes and underscores" }),
      sourceSchema,
    )
    .default({}),
});

export type FileConfig = z.infer<typeof fileSchema>;
export type FileSource = z.infer<typeof sourceSchema>;
