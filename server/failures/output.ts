import { z } from "zod";
import { categories, type Diagnosis, verdicts } from "./failure.ts";
import type { OriginRecord, RecordPlace } from "./origin-record.ts";

export const verdict = z.enum(verdicts);
export const category = z.enum(categories);

const text = z.string().nullable();

export const originRecord = z.object({ topic: z.string(), part: z.string(), at: z.string() }) satisfies z.ZodType<OriginRecord>;

export const recordPlace = z.object({ topic: z.string(), place: z.string() }) satisfies z.ZodType<RecordPlace>;

/** A diagnosis without the bytes that it unwraps and restores. */
export const diagnosis = z.object({
  category,
  verdict,
  evidence: z.array(z.string()).readonly(),
  fingerprint: z.string(),
  title: z.string(),
  errorType: text,
  errorText: text,
  frame: text,
  downstream: text,
  errors: z.array(z.object({ type: text, text, stack: text })).readonly(),
  frames: z.array(z.object({ name: z.string(), location: text, own: z.boolean(), module: z.string() })).readonly(),
  attempts: z
    .array(
      z.discriminatedUnion("kind", [
        z.object({
          kind: z.literal("recorded"),
          number: z.number().nullable(),
          last: z.boolean(),
          at: z.date().nullable(),
          where: text,
          error: z.object({ type: text, text }).nullable(),
          source: z.string(),
        }),
        z.object({ kind: z.literal("counted"), from: z.number(), to: z.number(), source: z.string() }),
      ]),
    )
    .readonly(),
  attemptCount: z.number().nullable(),
  counts: z
    .array(
      z.object({
        kind: z.enum(["rejected", "limit", "delivered", "received"]),
        where: text,
        count: z.number().nullable(),
        firstAt: z.date().nullable(),
        source: z.string(),
      }),
    )
    .readonly(),
  origin: z.object({ queue: text, exchange: text, routingKey: text, topic: text, handler: text }).nullable(),
  reason: text,
  diedAt: z.date().nullable(),
  diedAfter: z.date().nullable(),
  envelope: z.object({ eventId: text, eventType: text, key: text, version: text, sequence: text, producedAt: z.date().nullable() }),
  conventions: z.array(z.object({ name: z.string(), headers: z.array(z.string()).readonly() })).readonly(),
  strips: z.array(z.string()).readonly(),
  incomplete: text,
}) satisfies z.ZodType<Omit<Diagnosis, "unwrapped" | "restores">>;
