import { z } from "zod";
import { ruleInput } from "../config/alerts.ts";
import { id, instant, reason, smallId, storable } from "../text/input.ts";

export const alertViews = ["open", "pending", "resolved"] as const;

export const listAlertsInput = z.object({
  /** open: what fires, the most urgent first. pending: what will fire unless it clears. resolved: the newest first. */
  view: z.enum(alertViews).default("open"),
  /** The id of the last alert of the page before; only of `resolved`, whose number has no bound. */
  cursor: id.nullish(),
  /** Only alerts of this rule, of this group, or that one alert stands for. */
  ruleId: smallId.nullish(),
  groupId: id.nullish(),
  groupedIn: id.nullish(),
  /** Alerts that concern this group: its own, those of its queue, and those that another one tells for. */
  about: id.nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type ListAlerts = z.infer<typeof listAlertsInput>;

export const deliveryViews = ["all", "failed", "waiting", "superseded"] as const;

export const listDeliveriesInput = z.object({
  alertId: id.nullish(),
  channel: storable(z.string().max(100)).nullish(),
  show: z.enum(deliveryViews).default("all"),
  /** The id of the last delivery of the page before. */
  cursor: id.nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type ListDeliveries = z.infer<typeof listDeliveriesInput>;

export const listMarksInput = z.object({
  since: instant,
  /** Only of this queue, or of this group. */
  queueId: smallId.nullish(),
  groupId: id.nullish(),
});
export type ListMarks = z.infer<typeof listMarksInput>;

export const alertId = z.object({ id });

const why = storable(z.string().trim().max(500, "A reason may have up to 500 characters.")).default("");

/** What somebody does about an alert. The same from a page, a program, and a channel that knows who presses its button. */
export const alertAct = z.discriminatedUnion("act", [
  z.object({ id, act: z.literal("acknowledge"), reason: why }),
  z.object({ id, act: z.literal("take_back"), reason: why }),
  z.object({ id, act: z.literal("snooze"), minutes: z.number().int().min(1).max(10_080), reason: why }),
  z.object({ id, act: z.literal("unsnooze"), reason: why }),
  /** Until it gets worse. */
  z.object({ id, act: z.literal("mute"), reason: why }),
  z.object({ id, act: z.literal("unmute"), reason: why }),
]);
export type AlertAct = z.infer<typeof alertAct>;

const pattern = storable(z.string().min(3).max(300)).refine(
  (text) => /^[^/]+\/.+$/.test(text),
  "A pattern is source/queue, where * stands for anything.",
);

export const silenceInput = z.object({
  /** null: of every rule. */
  ruleId: smallId.nullable(),
  /** At least one: a silence of everything is "*" for the source, a slash, and "*" for the queue. */
  queues: z.array(pattern).min(1, "Say of which queues: */* is all of them.").max(100),
  groups: z.array(id).max(1_000).default([]),
  until: instant,
  reason,
});
export type MakeSilence = z.infer<typeof silenceInput>;

const ruleName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "A name is lower-case letters, digits and dashes.");

export const saveRuleInput = z.object({ name: ruleName, rule: ruleInput, reason });
export type SaveRule = z.infer<typeof saveRuleInput>;

export const removeRuleInput = z.object({ id: smallId, reason });
export const previewInput = z.object({ name: ruleName.default("preview"), rule: ruleInput });
export type PreviewRule = z.infer<typeof previewInput>;

const patterns = (what: string) =>
  z
    .array(storable(z.string().trim().min(1).max(300)))
    .max(100, `Up to 100 ${what}.`)
    .default([]);

export const saveOwnerInput = z
  .object({
    team: storable(z.string().trim().min(1, "Name the team.").max(100)),
    queues: z.array(pattern).max(100).default([]),
    eventTypes: patterns("event types"),
    frames: patterns("frames"),
    tells: patterns("channels"),
    reason,
  })
  .refine(
    ({ queues, eventTypes, frames }) => queues.length + eventTypes.length + frames.length > 0,
    "Say what is theirs: queues, event types or frames. Otherwise nothing is of this team.",
  );
export type SaveOwner = z.infer<typeof saveOwnerInput>;

export const testChannelInput = z.object({ name: storable(z.string().min(1).max(100)) });
export type TestChannel = z.infer<typeof testChannelInput>;

export const pauseChannelInput = testChannelInput.extend({ reason });
export type PauseChannel = z.infer<typeof pauseChannelInput>;
export type ResumeChannel = TestChannel;

export const deliveryId = z.object({ id });

export const ownerInput = z.object({
  groupId: id,
  team: storable(z.string().trim().min(1).max(100)).nullable(),
});
export type SetOwner = z.infer<typeof ownerInput>;

const base64url = (bytes: number) =>
  z
    .string()
    .regex(/^[\w-]+$/, "Send base64url.")
    .refine((value) => Buffer.from(value, "base64url").length === bytes, `Send ${bytes} bytes in base64url.`);

/** What a browser says of its subscription (`PushSubscription.toJSON`). */
export const subscribeInput = z.object({
  endpoint: storable(z.string().max(2_000).refine(URL.canParse, "Send an address.")),
  p256dh: base64url(65),
  auth: base64url(16),
});
export type Subscribe = z.infer<typeof subscribeInput>;
export const unsubscribeInput = subscribeInput.pick({ endpoint: true });
