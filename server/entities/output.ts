import { z } from "zod";
import { shown, shownLine } from "../text/output.ts";

const newer = z.enum(["entity", "event", "neither"]);

const age = z.union([
  z.object({ newer, by: z.literal("time"), changedAt: z.date() }),
  z.object({ newer, by: z.literal("version"), changedAt: z.null() }),
  z.object({ newer: z.literal("unknown"), by: z.null(), changedAt: z.null() }),
]);

/** The entity as its owner tells it now, or why it could not be read. */
export const entityState = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("read"),
    at: z.date(),
    address: shownLine,
    text: shown,
    json: z.boolean(),
    age,
    producedAt: z.date().nullable(),
  }),
  z.object({ state: z.literal("gone"), at: z.date(), address: shownLine }),
  z.object({ state: z.literal("unread"), reason: shownLine }),
]);
export type EntityState = Readonly<z.infer<typeof entityState>>;
