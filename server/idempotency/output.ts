import { z } from "zod";
import { outboxRowsFound } from "../applications/outbox/output.ts";
import { shownLine } from "../text/output.ts";
import type { Duplicates } from "./duplicates.ts";
import type { Found } from "./find.ts";
import type { Idempotency } from "./read.ts";

const time = z.date().nullable();

const table = z.object({
  table: shownLine,
  reason: shownLine.nullable(),
  rows: z.array(z.object({ consumer: shownLine.nullable(), at: time, lastAt: time, times: z.number(), isOwn: z.boolean() })).readonly(),
  since: z.union([z.date(), z.literal("all"), z.object({ unknown: shownLine })]),
  warnings: z.array(shownLine).readonly(),
});

export const idempotency = z.object({
  eventId: z.string().nullable(),
  producedAt: time,
  askedAt: z.date(),
  consumers: z
    .array(
      z.object({
        application: shownLine,
        consumer: shownLine.nullable(),
        state: z.enum(["processed", "not_processed", "unknown"]),
        at: time,
        lastAt: time,
        times: z.number(),
        reason: shownLine.nullable(),
        tables: z.array(table).readonly(),
        tookMs: z.number(),
      }),
    )
    .readonly(),
  stale: shownLine.nullable(),
  outboxes: outboxRowsFound,
}) satisfies z.ZodType<Idempotency>;

const reason = shownLine.nullable();

export const duplicates = z.object({
  applications: z
    .array(
      z.object({
        application: shownLine,
        reason,
        tables: z
          .array(
            z.object({
              table: shownLine,
              reason,
              events: z
                .array(z.object({ eventId: z.string(), consumer: shownLine.nullable(), times: z.number(), at: time, lastAt: time }))
                .readonly(),
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
  reused: z
    .array(z.object({ eventId: z.string(), source: z.string(), queue: z.string(), bodies: z.number(), messageId: z.number() }))
    .readonly(),
}) satisfies z.ZodType<Duplicates>;

export const foundEvent = z.object({
  eventId: z.string(),
  applications: z
    .array(
      z.object({
        application: shownLine,
        reason,
        rows: z.array(z.object({ table: shownLine, consumer: shownLine.nullable(), times: z.number(), at: time, lastAt: time })).readonly(),
      }),
    )
    .readonly(),
  messages: z.array(z.object({ id: z.number(), source: z.string(), queue: z.string() })).readonly(),
}) satisfies z.ZodType<Found>;
