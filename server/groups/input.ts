import { z } from "zod";
import { id, instant, reason, sought, storable } from "../text/input.ts";
import { groupViews } from "./words.ts";

export const listGroupsInput = z.object({
  view: z.enum(groupViews).default("open"),
  /** Part of the title, error, queue or downstream. */
  text: sought(200),
  /** The last row of the page before. */
  cursor: z.object({ resting: z.number().int().min(0).max(3), hour: z.number().int(), open: z.number().int(), id }).nullish(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListGroups = z.infer<typeof listGroupsInput>;

export const groupId = z.object({ id });

export const triage = z.discriminatedUnion("act", [
  z.object({ id, act: z.literal("acknowledge"), reason }),
  z.object({ id, act: z.literal("mute"), until: instant, reason }),
  z.object({ id, act: z.literal("close"), reason }),
  z.object({ id, act: z.literal("reopen"), reason }),
]);
export type Triage = z.infer<typeof triage>;

export const assign = z.union([
  z.object({ id, assignee: storable(z.string().trim().max(60, "A name may have up to 60 characters.")).nullable() }),
  z.object({ id, toMe: z.literal(true) }),
]);
export type Assign = z.infer<typeof assign>;

export const note = z.object({
  id,
  note: storable(z.string().trim().max(2_000, "A note may have up to 2,000 characters.")).nullable(),
});
export type Note = z.infer<typeof note>;
