import { z } from "zod";
import { shownLine } from "../text/output.ts";
import { categories, type Diagnosis, verdicts } from "./failure.ts";
import type { OriginRecord, RecordPlace } from "./origin-record.ts";

export const verdict = z.enum(verdicts);
export const category = z.enum(categories);

const text = z.string().nullable();
const line = shownLine.nullable();

export const originRecord = z.object({ topic: z.string(), part: z.string(), at: z.string() }) satisfies z.ZodType<OriginRecord>;

export const recordPlace = z.object({ topic: shownLine, place: z.string() }) satisfies z.ZodType<RecordPlace>;

/** A diagnosis without the bytes that it unwraps and restores. */
export const diagnosis = z.object({
  category,
  verdict,
  evidence: z.array(shownLine).readonly(),
  fingerprint: z.string(),
  title: shownLine,
  errorType: line,
  errorText: text,
  frame: text,
  downstream: line,
  needs: z.array(z.string()).readonly(),
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
          where: line,
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
        where: line,
        count: z.number().nullable(),
        firstAt: z.date().nullable(),
        source: z.string(),
      }),
    )
    .readonly(),
  origin: z.object({ queue: line, exchange: line, routingKey: line, topic: line, handler: line }).nullable(),
  reason: text,
  diedAt: z.date().nullable(),
  diedAfter: z.date().nullable(),
  envelope: z.object({ eventId: text, eventType: text, key: text, version: text, sequence: text, producedAt: z.date().nullable() }),
  conventions: z.array(z.object({ name: z.string(), headers: z.array(z.string()).readonly() })).readonly(),
  strips: z.array(z.string()).readonly(),
  incomplete: text,
}) satisfies z.ZodType<Omit<Diagnosis, "unwrapped" | "restores">>;
