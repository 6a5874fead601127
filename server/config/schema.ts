import { z } from "zod";
import { categories } from "../failures/failure.ts";

const text = z.string().min(1);
const names = z.strictObject;

const envelope = z.union([
  z.enum(["cloudevents", "flat"]),
  names({ eventId: text, eventType: text, key: text, version: text, sequence: text, producedAt: text }).partial(),
]);

const target = z.union([z.enum(["failed_queue", "origin"]), names({ queue: text })]);

/** Settings that a source gives to all of its queues, and that one entry of `queues` may set for itself. */
const rules = {
  envelope: envelope.optional(),
  headers: names({ errorType: text, errorText: text, stack: text, attempts: text, failedAt: text, originQueue: text, handler: text })
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

const queue = names({ name: text, capture: capture.optional(), takeDespiteHazard: z.boolean().optional(), ...rules });
const topic = names({ name: text, capture: captureLog.optional(), ...rules });

const common = { queues: z.array(z.union([text, queue])).default([]), capture: capture.default("take"), ...rules };

const url = (protocols: readonly string[]) =>
  text.refine((value) => protocols.some((protocol) => value.startsWith(`${protocol}://`)) && URL.canParse(value), {
    error: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(" or ")}`,
  });

const offered = [
  names({
    kind: z.literal("rabbitmq"),
    url: url(["amqp", "amqps"]),
    management: url(["http", "https"]).optional(),
    keepDeathHeaders: z.boolean().default(false),
    ...common,
  }),
  names({
    kind: z.literal("sqs"),
    region: text,
    endpoint: url(["http", "https"]).optional(),
    accessKeyId: text.optional(),
    secretAccessKey: text.optional(),
    ...common,
  }),
  names({
    kind: z.literal("kafka"),
    brokers: z.array(text.regex(/^[^\s:/]+:\d{1,5}$/, { error: "must be host:port" })).min(1),
    tls: z.union([z.boolean(), names({ ca: text.optional(), cert: text.optional(), key: text.optional() })]).default(false),
    group: text.regex(/^[\w.-]{1,100}$/, { error: "must be letters, digits, dots, dashes and underscores" }).default("redrive"),
    sasl: names({ mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]), username: text, password: text }).optional(),
    queues: z.array(z.union([text, topic])).default([]),
    capture: captureLog.default("mirror"),
    ...rules,
  }),
] as const;

/** `memory` is for tests and never offered. */
export const sourceSchema = z.discriminatedUnion("kind", [...offered, names({ kind: z.literal("memory"), ...common })]);

/** The kinds of sources, as a refusal names them. */
export const sourceKinds: readonly string[] = offered.map(({ shape }) => shape.kind.value);

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
