import { z } from "zod";
import { edit, selection } from "../messages/input.ts";
import { id, reason, storable } from "../text/input.ts";

const name = storable(z.string().min(1).max(255));

export const target = z.discriminatedUnion("to", [
  z.object({ to: z.literal("failed_queue"), partition: z.literal("origin").optional() }),
  z.object({ to: z.literal("origin") }),
  z.object({ to: z.literal("release") }),
  z.object({ to: z.literal("queue"), queue: name }),
]);

/** Messages a second; null: as fast as the broker confirms. */
export const rate = z.number().min(0.1).max(100_000).nullable();

/** `rate` left out: the plan says which is wise. */
export const planInput = z.object({ selection, target, rate: rate.optional() });
export type PlanInput = z.infer<typeof planInput>;

export const defaultTargetInput = planInput.pick({ selection: true });
export type DefaultTargetInput = z.infer<typeof defaultTargetInput>;

export const startInput = planInput.extend({
  rate,
  reason,
  /** How many messages the plan was for, where a person looked at one: more than these are not sent. */
  planned: z.number().int().positive().optional(),
});
export type StartInput = z.infer<typeof startInput>;

export const replayId = z.object({ id });
export const replayChange = z.object({ id, reason });
export const rateChange = z.object({ id, rate });
/** Without `itemIds`: every unknown item of the replay. */
export const decision = z.object({ id, itemIds: z.array(id).min(1).max(1_000).readonly().optional(), sent: z.boolean(), reason });
export type Decision = z.infer<typeof decision>;

export const replaysInput = z.object({
  show: z.enum(["all", "needs_you"]).default("all"),
  cursor: id.nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});
export type ReplaysInput = z.infer<typeof replaysInput>;

export const itemsInput = z.object({
  id,
  show: z.enum(["trouble", "all", "came_back", "unknown", "failed", "skipped"]).default("all"),
  cursor: id.nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type ItemsInput = z.infer<typeof itemsInput>;

export const previewInput = z.object({
  messageId: id,
  target,
  /** An edit that is not saved yet. */
  change: edit.pick({ body: true, head: true }).optional(),
});
export type PreviewInput = z.infer<typeof previewInput>;
