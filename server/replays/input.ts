import { z } from "zod";
import { edit, selection } from "../messages/input.ts";
import { id, reason, storable } from "../text/input.ts";
import type { StageChoice } from "./stages/choose.ts";

const name = storable(z.string().min(1).max(255));

export const target = z.discriminatedUnion("to", [
  z.object({ to: z.literal("failed_queue"), partition: z.literal("origin").optional() }),
  z.object({ to: z.literal("origin") }),
  z.object({ to: z.literal("release") }),
  z.object({ to: z.literal("queue"), queue: name }),
]);

/** Messages a second; null: as fast as the broker confirms. */
export const rate = z.number().min(0.1).max(100_000).nullable();

export const largestCanary = 100;
/** Messages that are sent first and watched before any other is sent (0: none), and whether the rate doubles every 30 s from 1 a second. */
const stages = z.object({ canary: z.number().int().min(0).max(largestCanary), ramp: z.boolean() }) satisfies z.ZodType<StageChoice>;

/** When it pauses for what comes back: more than so many percent, or so many with another failure. null: never. */
const stop = z.object({
  percent: z.number().min(0.1).max(100).nullable().optional(),
  newFailures: z.number().int().min(1).max(1_000).nullable().optional(),
});

/** Checks that a person may let the messages of a replay pass, with a reason. */
export const despites = ["processed", "sequence_stale", "older_state", "sequence_gap"] as const;

/** `rate` or `stages` left out: the plan says which is wise. `stop`, or a part of it, left out: as redrive.yaml says. `beyondLimit`: also messages that have reached the limit of replays. */
export const planInput = z.object({
  selection,
  target,
  rate: rate.optional(),
  stages: stages.optional(),
  stop: stop.optional(),
  beyondLimit: z.boolean().optional(),
  /**
   * Checks that its messages pass all the same: processed sends what was processed already, and that of which this is not known; sequence_stale what a later
   * number of its key has overtaken, older_state what an event of a later time has; sequence_gap does not wait for earlier ones.
   */
  despite: z.array(z.enum(despites)).max(10).optional(),
});
export type PlanInput = z.infer<typeof planInput>;

export const defaultTargetInput = planInput.pick({ selection: true });
export type DefaultTargetInput = z.infer<typeof defaultTargetInput>;

export const startInput = planInput.extend({
  rate,
  /** Left out: all at once. */
  stages: stages.optional(),
  reason,
  /** How many messages the plan was for, where a person looked at one: more than these are not sent. */
  planned: z.number().int().positive().optional(),
});
export type StartInput = z.infer<typeof startInput>;

export const replayId = z.object({ id });
export const replayChange = z.object({ id, reason });
export const rateChange = z.object({ id, rate });
/** The replay does not wait for this downstream. */
export const overrideInput = z.object({ id, downstream: storable(z.string().min(1).max(63)), reason });
export type OverrideInput = z.infer<typeof overrideInput>;
/** Without `itemIds`: every unknown item of the replay, and no more than `most`, which a person saw. */
export const decision = z.object({
  id,
  itemIds: z.array(id).min(1).max(1_000).readonly().optional(),
  most: z.number().int().positive().optional(),
  sent: z.boolean(),
  reason,
});
export type Decision = z.infer<typeof decision>;

export const replaysInput = z.object({
  show: z.enum(["all", "needs_you"]).default("all"),
  cursor: id.nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});
export type ReplaysInput = z.infer<typeof replaysInput>;

export const itemsInput = z.object({
  id,
  show: z.enum(["trouble", "all", "came_back", "unknown", "failed", "held", "skipped"]).default("all"),
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
