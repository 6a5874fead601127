import { z } from "zod";
import { by, place } from "../access/output.ts";
import { answer } from "../queues/output.ts";
import { deliveryState } from "../db/schema/alerts.ts";
import { shown, shownLine } from "../text/output.ts";
import { pers, ruleOrigins, severities } from "./rule.ts";
import { quietReasons, transitionKinds } from "./transition.ts";

const severity = z.enum(severities);
const fact = z.object({ label: z.string(), text: shownLine });

/** An alert as lists show it, in the words of its notices. */
export const alertLine = z.object({
  id: z.number(),
  ruleId: z.number(),
  rule: z.string(),
  kind: z.string(),
  state: z.enum(["pending", "firing", "acknowledged", "snoozed", "muted", "silenced", "resolved"]),
  severity,
  status: shownLine,
  title: shownLine,
  sentence: shownLine,
  next: shownLine,
  since: z.date(),
  firedAt: z.date().nullable(),
  /** Of a pending one: when it fires unless it clears. */
  firesAt: z.date().nullable(),
  resolvedAt: z.date().nullable(),
  blindSince: z.date().nullable(),
  flappingSince: z.date().nullable(),
  /** When its numbers were read. */
  asOf: z.date(),
  /** That is now: it is judged every few seconds, and its numbers are written down within 15 s. */
  isNow: z.boolean(),
  value: z.number().nullable(),
  queueId: z.number().nullable(),
  groupId: z.number().nullable(),
  places: z.array(place).readonly(),
  owner: shownLine.nullable(),
  holder: shownLine.nullable(),
  ackedBy: by.nullable(),
  ackedAt: z.date().nullable(),
  snoozedUntil: z.date().nullable(),
  standsFor: z.number(),
  groupedIn: z.number().nullable(),
  inhibitedBy: z.number().nullable(),
  facts: z.array(fact).readonly(),
  acts: z.array(z.enum(["acknowledge", "snooze", "mute", "take_back"])).readonly(),
  /** What died in the last hour where it is about, in steps of five minutes; null: it is about neither one group nor one queue, or is over. */
  spark: z.array(z.number()).readonly().nullable(),
});
export type AlertLine = Readonly<z.infer<typeof alertLine>>;

/** `total`: how many fire, where `limit` left some out of `open`; null: all are there, or `next` is the next page. */
export const alertPage = z.object({
  alerts: z.array(alertLine).readonly(),
  next: z.number().nullable(),
  total: z.number().nullable(),
  asOf: z.date(),
});
export type AlertPage = Readonly<z.infer<typeof alertPage>>;

export const alertsSummary = z.object({
  answer,
  /** Why what is shown may be old; null: rules are evaluated. */
  blind: z.object({ what: z.string(), detail: z.string() }).nullable(),
  /** Without those that another alert tells for. `quiet`: snoozed, muted or silenced. */
  counts: z.object({ firing: z.number(), acknowledged: z.number(), quiet: z.number(), pending: z.number() }),
  asOf: z.date(),
});
export type AlertsSummary = Readonly<z.infer<typeof alertsSummary>>;

const transition = z.object({
  seq: z.number(),
  kind: z.enum(transitionKinds),
  at: z.date(),
  quiet: z.enum(quietReasons).nullable(),
  value: z.number().nullable(),
  by: by.nullable(),
  operationId: z.number().nullable(),
  reason: shown.nullable(),
  /** What it says by itself. */
  words: shownLine,
  /** What the alert said at that time. */
  title: shownLine,
});
export type AlertTransition = Readonly<z.infer<typeof transition>>;

export const alertFacts = z.object({
  alert: alertLine,
  condition: shownLine,
  runbook: z.string().nullable(),
  links: z.array(z.object({ label: z.string(), href: z.string() })).readonly(),
  /** What fits first: "plan" needs `replay.start`. `href` is a path of the console. */
  step: z.object({ is: z.enum(["plan", "edit", "look"]), label: z.string(), href: z.string() }),
  /** Of a rule of rates: the deaths a minute from which it fires at this moment, for a line in a chart of deaths; null: no such line. */
  limitPerMinute: z.number().nullable(),
  /** The newest first, at most 200. */
  transitions: z.array(transition).readonly(),
  /** How many others there were: too many, or older than `retention.alertDays`. */
  notShown: z.number(),
});
export type AlertFacts = Readonly<z.infer<typeof alertFacts>>;

/** Something that is known to have changed near the begin of an alert. `href` is a path of the console; null: there is no page of it. */
export const alertChange = z.object({
  is: z.enum(["note", "failure", "replay", "act", "rule"]),
  at: z.date(),
  what: shownLine,
  by: by.nullable(),
  href: z.string().nullable(),
});
export type AlertChange = Readonly<z.infer<typeof alertChange>>;

const params = z.record(z.string(), z.number().nullable());
const where = z.object({
  queues: z.array(z.string()).readonly(),
  except: z.array(z.string()).readonly(),
  groups: z.array(z.number()).readonly(),
  eventTypes: z.array(z.string()).readonly(),
  verdicts: z.array(z.enum(["poison", "transient", "unknown"])).readonly(),
  owners: z.array(z.string()).readonly(),
});

export const ruleLine = z.object({
  id: z.number(),
  origin: z.enum(ruleOrigins),
  name: z.string(),
  kind: z.string(),
  label: z.string(),
  description: z.string(),
  condition: shownLine,
  params,
  per: z.enum(pers),
  where,
  severity,
  forSeconds: z.number(),
  keepSeconds: z.number(),
  tells: z.array(z.string()).readonly().nullable(),
  steps: z.array(z.object({ afterSeconds: z.number(), tells: z.array(z.string()).readonly() })).readonly(),
  repeatSeconds: z.number().nullable(),
  runbook: z.string().nullable(),
  enabled: z.boolean(),
  changedAt: z.date(),
  changedBy: by.nullable(),
  /** Of its alerts that whoever asks may see. */
  firing: z.number(),
  firedInWeek: z.number(),
  /** How often they began to fire in each six hours of the last seven days, the oldest first. */
  week: z.array(z.number()).readonly(),
});
export const ruleList = z.object({
  rules: z.array(ruleLine).readonly(),
  channels: z.array(z.object({ name: z.string(), kind: z.string() })).readonly(),
});
export type RuleList = Readonly<z.infer<typeof ruleList>>;

const silenceLine = z.object({
  id: z.number(),
  ruleId: z.number().nullable(),
  rule: z.string().nullable(),
  queues: z.array(shownLine).readonly(),
  groups: z.array(z.number()).readonly(),
  reason: shown,
  until: z.date(),
  by: by.nullable(),
  createdAt: z.date(),
});
export const silenceList = z.object({ silences: z.array(silenceLine).readonly() });
export type SilenceList = Readonly<z.infer<typeof silenceList>>;

/** When a rule would have fired. "now": nothing that is kept says what was before, so it is judged at this moment. */
export const previewAnswer = z.discriminatedUnion("is", [
  z.object({
    is: z.literal("known"),
    /** Since when what is kept says so. */
    from: z.date(),
    to: z.date(),
    /** The newest first; `until` null: it would fire now. */
    firings: z
      .array(z.object({ key: z.string(), name: shownLine, at: z.date(), until: z.date().nullable(), value: z.number().nullable() }))
      .readonly(),
    /** There were so many; `firings` are the newest 200. */
    total: z.number(),
    words: shownLine,
    /** The largest value of each stretch of `bucketMs` from `at` (milliseconds), of what `name` says, and the limit then; null: it has no number. */
    chart: z
      .object({
        unit: z.string(),
        bucketMs: z.number(),
        points: z.array(z.object({ at: z.number(), value: z.number().nullable(), limit: z.number(), name: shownLine })).readonly(),
      })
      .nullable(),
    /** How often it would have fired with another number in one parameter. */
    others: z.array(z.object({ param: z.string(), value: z.number(), total: z.number(), now: z.boolean() })).readonly(),
  }),
  z.object({
    is: z.literal("now"),
    words: shownLine,
    /** Why nobody knows what was before. */
    why: z.string(),
    total: z.number(),
    /** What the first of the alerts would say. */
    titles: z.array(shownLine).readonly(),
  }),
]);
export type PreviewAnswer = Readonly<z.infer<typeof previewAnswer>>;

/** What came of a test: `said` is what the other side answers, in our words. */
export const channelTested = z.object({ is: z.enum(["delivered", "retry", "gone", "broken"]), said: shown, tookMs: z.number() });
export type ChannelTested = Readonly<z.infer<typeof channelTested>>;

export const madeId = z.object({ id: z.number() });

const deliveryLine = z.object({
  id: z.number(),
  alertId: z.number(),
  seq: z.number(),
  kind: z.enum(transitionKinds),
  /** What the alert said at that time. */
  title: shownLine,
  channel: z.string(),
  state: z.enum(deliveryState.enumValues),
  attempts: z.number(),
  /** The answer to the last try; null: there was none yet. */
  answer: shown.nullable(),
  tookMs: z.number().nullable(),
  createdAt: z.date(),
  endedAt: z.date().nullable(),
  /** When it is tried next; null: it is not. */
  nextAt: z.date().nullable(),
  /** It waits because somebody paused the channel. */
  paused: z.boolean(),
});
export const deliveryPage = z.object({ deliveries: z.array(deliveryLine).readonly(), next: z.number().nullable() });
export type DeliveryPage = Readonly<z.infer<typeof deliveryPage>>;

const channelLine = z.object({
  name: z.string(),
  kind: z.string(),
  /** When a notice got through last; null: none did yet. */
  deliveredAt: z.date().nullable(),
  failingSince: z.date().nullable(),
  answer: shown.nullable(),
  restsUntil: z.date().nullable(),
  pausedAt: z.date().nullable(),
  pausedBy: by.nullable(),
  pauseReason: shown.nullable(),
  /** Notices of the last 24 hours. */
  delivered: z.number(),
  waiting: z.number(),
  failed: z.number(),
  /** Rules that tell it, at once or by a step; rules that name no channel count. */
  rules: z.number(),
});
export type ChannelLine = Readonly<z.infer<typeof channelLine>>;
export const channelList = z.object({ answer, channels: z.array(channelLine).readonly(), asOf: z.date() });
export type ChannelList = Readonly<z.infer<typeof channelList>>;

/** An alert on the time axis of a chart. */
export const alertMark = z.object({
  id: z.number(),
  title: shownLine,
  severity,
  firedAt: z.date(),
  /** null: it still fires. */
  resolvedAt: z.date().nullable(),
});
export type AlertMark = Readonly<z.infer<typeof alertMark>>;

export const describedKind = z.object({
  kind: z.string(),
  label: z.string(),
  description: z.string(),
  pers: z.array(z.enum(pers)).readonly(),
  narrows: z.enum(["eventTypes", "groups", "queues"]),
  fallback: z.object({ severity, forSeconds: z.number(), keepSeconds: z.number() }),
  params: z
    .array(
      z.object({
        key: z.string(),
        description: z.string(),
        /** null: nothing is set. */
        fallback: z.number().nullable(),
        mayBeNull: z.boolean(),
        isWhole: z.boolean(),
        least: z.number().nullable(),
        most: z.number().nullable(),
      }),
    )
    .readonly(),
});
export type DescribedKind = Readonly<z.infer<typeof describedKind>>;

/** How groups come to have an owner, in the order in which teams are asked. */
export const ownerList = z.object({
  owners: z
    .array(
      z.object({
        id: z.number(),
        origin: z.enum(ruleOrigins),
        team: shownLine,
        queues: z.array(z.string()).readonly(),
        eventTypes: z.array(z.string()).readonly(),
        frames: z.array(z.string()).readonly(),
        tells: z.array(z.string()).readonly(),
        changedAt: z.date(),
        changedBy: by.nullable(),
        /** Groups that are of this team. */
        groups: z.number(),
      }),
    )
    .readonly(),
  channels: z.array(z.string()).readonly(),
});
export type OwnerList = Readonly<z.infer<typeof ownerList>>;

const plainText = z.object({ text: shown });
const button = z.object({ action_id: z.string(), text: plainText, url: z.string().optional(), style: z.literal("primary").optional() });

/** What Slack would show of an alert (`slackMessage`), and the thread below it. */
export const pretendedPosts = z.object({
  alertId: z.number(),
  places: z.array(place).readonly(),
  channel: z.string(),
  at: z.date(),
  message: z.object({
    blocks: z
      .array(
        z.discriminatedUnion("type", [
          z.object({ type: z.literal("header"), text: plainText }),
          z.object({ type: z.literal("section"), text: plainText.optional(), fields: z.array(plainText).readonly().optional() }),
          z.object({ type: z.literal("context"), elements: z.array(plainText).readonly() }),
          z.object({ type: z.literal("actions"), elements: z.array(button).readonly() }),
        ]),
      )
      .readonly(),
  }),
  replies: z.array(z.object({ seq: z.number(), at: z.string(), text: shown })).readonly(),
});
export const pretended = z.object({ channels: z.array(z.string()).readonly(), posts: z.array(pretendedPosts).readonly() });
export type Pretended = Readonly<z.infer<typeof pretended>>;

/** Of notifications on devices: whether there are any here, the public key to subscribe with, and how many devices of one's own are told. */
export const pushState = z.object({ offered: z.boolean(), key: z.string().nullable(), devices: z.number() });
export type PushState = Readonly<z.infer<typeof pushState>>;
