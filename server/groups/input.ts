import { z } from "zod";
import { cleanLines, cleanText } from "../text/clean.ts";
import { groupViews } from "./words.ts";

const id = z.number().int().positive();
const words = (most: number) => z.string().transform((text) => cleanText(text.trim(), most));

export const listGroupsInput = z.object({
  view: z.enum(groupViews).default("open"),
  /** Part of the title, error, queue or downstream. */
  text: words(200).default(""),
  /** The last row of the page before. */
  cursor: z.object({ resting: z.number().int(), hour: z.number().int(), open: z.number().int(), id: z.number().int() }).nullish(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListGroups = z.infer<typeof listGroupsInput>;

export const groupId = z.object({ id });

const reason = words(500).pipe(z.string().min(1, "A reason is needed."));

export const triage = z.discriminatedUnion("act", [
  z.object({ id, act: z.literal("acknowledge"), reason }),
  z.object({ id, act: z.literal("mute"), until: z.iso.datetime(), reason }),
  z.object({ id, act: z.literal("close"), reason }),
  z.object({ id, act: z.literal("reopen"), reason }),
]);
export type Triage = z.infer<typeof triage>;

export const assign = z.union([z.object({ id, assignee: words(60).nullable() }), z.object({ id, toMe: z.literal(true) })]);
export type Assign = z.infer<typeof assign>;

export const note = z.object({
  id,
  note: z
    .string()
    .transform((text) => cleanLines(text.trim(), 2_000))
    .nullable(),
});
export type Note = z.infer<typeof note>;
