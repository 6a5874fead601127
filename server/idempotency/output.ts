import { z } from "zod";
import { shownLine } from "../text/output.ts";
import type { Idempotency } from "./read.ts";

const time = z.date().nullable();

const table = z.object({
  table: shownLine,
  reason: shownLine.nullable(),
  rows: z.array(z.object({ consumer: shownLine.nullable(), at: time, lastAt: time, times: z.number(), isOwn: z.boolean() })).readonly(),
  since: z.union([z.date(), z.literal("all"), z.literal("unknown")]),
  warnings: z.array(shownLine).readonly(),
});

export const idempotency = z.object({
  eventId: shownLine.nullable(),
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
}) satisfies z.ZodType<Idempotency>;
