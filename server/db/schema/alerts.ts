import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Place } from "../../access/permissions.ts";
import type { ChannelRef } from "../../alerts/channel.ts";
import type { ReadingFacts } from "../../alerts/kind.ts";
import { type OwnerSpec, ruleOrigins, type RuleSpec, severities, type Where } from "../../alerts/rule.ts";
import { quietReasons, transitionKinds } from "../../alerts/transition.ts";
import { queues } from "./queues.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

export const ruleOrigin = pgEnum("rule_origin", ruleOrigins);
export const severity = pgEnum("severity", severities);

/** Rules of redrive.yaml, of the page and of Redrive itself. A row never goes: alerts name it. */
export const alertRules = pgTable(
  "alert_rules",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    origin: ruleOrigin().notNull(),
    name: text().notNull(),
    spec: jsonb().$type<RuleSpec>().notNull(),
    changedAt: at("changed_at").notNull(),
    /** A row of `principals`; null: redrive.yaml or Redrive. */
    changedBy: integer("changed_by"),
    /** It is in redrive.yaml no more, or somebody deleted it. Its alerts end. */
    removedAt: at("removed_at"),
  },
  (t) => [uniqueIndex("alert_rules_name").on(t.origin, t.name)],
);

/** How groups come to have an owner, the first that matches counts: those of redrive.yaml in their order, then those of the page. */
export const ownerRules = pgTable(
  "owner_rules",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    origin: ruleOrigin().notNull(),
    team: text().notNull(),
    /** Its place among those of its origin. */
    nth: integer().notNull(),
    spec: jsonb().$type<OwnerSpec>().notNull(),
    changedAt: at("changed_at").notNull(),
    changedBy: integer("changed_by"),
  },
  (t) => [uniqueIndex("owner_rules_team").on(t.origin, t.team)],
);

/** The team of a group. Written once by a rule; afterwards people alone change it, so that no rule takes back what somebody decided. */
export const groupOwners = pgTable("group_owners", {
  groupId: bigint("group_id", { mode: "number" }).primaryKey(),
  /** null: somebody decided that it has none. */
  team: text(),
  at: at("at").notNull(),
  /** A row of `principals`; null: a rule. */
  principalId: integer("principal_id"),
});

/**
 * pending: the condition holds, not long enough yet. firing. recovering: it fires, and the condition has stopped holding, not long enough yet. resolved.
 * Whether it is acknowledged, snoozed, muted, silenced, flapping or blind are facts beside it.
 */
export const alertState = pgEnum("alert_state", ["pending", "firing", "recovering", "resolved"]);
/** cleared: the condition held no more. removed: its rule is gone or switched off. */
export const alertEnd = pgEnum("alert_end", ["cleared", "removed"]);

/**
 * One firing thing: a rule and a subject, from when its condition began to hold until it is resolved. What is pending and never fires is deleted. One that
 * fires again within the hour after its end goes on, with the same id.
 */
export const alerts = pgTable(
  "alerts",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    ruleId: integer("rule_id")
      .notNull()
      .references(() => alertRules.id),
    /** "queue:12", "group:7", "source:shop", "replay:3", "all"; "many": it stands for others (`grouped_in`). */
    key: text().notNull(),
    state: alertState().notNull(),
    severity: severity().notNull(),
    /** Since when the condition holds. */
    since: at("since").notNull(),
    firedAt: at("fired_at"),
    /** recovering: since when it does not hold. */
    clearSince: at("clear_since"),
    resolvedAt: at("resolved_at"),
    ended: alertEnd(),
    /** Since when what it rests on is not known; null: it is. */
    blindSince: at("blind_since"),
    /** It came and went too often; it then stays until it has been quiet for long. */
    flappingSince: at("flapping_since"),
    /** When it fired within the last hour, for `flapping_since`. */
    firings: at("firings").array().notNull().default([]),
    /** The last of its transitions. */
    seq: integer().notNull().default(0),
    value: doublePrecision(),
    /** The value of its last transition that said numbers, and when that was. */
    saidValue: doublePrecision("said_value"),
    saidAt: at("said_at"),
    /** The value when it fired, got worse, or somebody acknowledged or muted it; ten times as much is worse. */
    toldValue: doublePrecision("told_value"),
    /** When somebody was told news of it last (`newsOnly`); other numbers alone tell nobody who was not told before. */
    toldAt: at("told_at"),
    /** What its words are made of, as of `facts_at`. */
    facts: jsonb().$type<ReadingFacts>().notNull(),
    factsAt: at("facts_at").notNull(),
    queueId: integer("queue_id"),
    groupId: bigint("group_id", { mode: "number" }),
    /** The queues that it is about: who may see all of them may see it. */
    places: jsonb().$type<readonly Place[]>().notNull(),
    owner: text(),
    /** The alert that tells for it, because many fired at the same time. */
    groupedIn: bigint("grouped_in", { mode: "number" }),
    /** How many it tells for. */
    standsFor: integer("stands_for").notNull().default(1),
    /** The alert whose cause explains this one. */
    inhibitedBy: bigint("inhibited_by", { mode: "number" }),
    silenceId: bigint("silence_id", { mode: "number" }),
    ackedAt: at("acked_at"),
    /** Rows of `principals`. */
    ackedBy: integer("acked_by"),
    snoozedUntil: at("snoozed_until"),
    snoozedBy: integer("snoozed_by"),
    /** Until it gets worse. */
    mutedAt: at("muted_at"),
    mutedBy: integer("muted_by"),
    /** Steps of the escalation that were taken. */
    step: smallint().notNull().default(0),
    /** When the next one is; null: none is to come. */
    stepAt: at("step_at"),
  },
  (t) => [
    uniqueIndex("alerts_open").on(t.ruleId, t.key).where(sql`state <> 'resolved'`),
    index("alerts_subject").on(t.ruleId, t.key, t.id),
    index("alerts_resolved").on(t.resolvedAt),
    index("alerts_group").on(t.groupId),
  ],
);

export const transitionKind = pgEnum("transition_kind", transitionKinds);
export const quietReason = pgEnum("quiet_reason", quietReasons);

/** Append-only: everything that happened to an alert. */
export const alertTransitions = pgTable(
  "alert_transitions",
  {
    alertId: bigint("alert_id", { mode: "number" })
      .notNull()
      .references(() => alerts.id, { onDelete: "cascade" }),
    seq: integer().notNull(),
    kind: transitionKind().notNull(),
    at: at("at").notNull(),
    /** Why nobody was told; null: the rows of `deliveries` say who. */
    quiet: quietReason(),
    /** What it rests on: the value and facts of that moment. */
    value: doublePrecision(),
    facts: jsonb().$type<ReadingFacts>().notNull(),
    /** Who did it (a row of `principals`) and the operation in the audit log; null: nobody, it came of itself. */
    principalId: integer("principal_id"),
    operationId: bigint("operation_id", { mode: "number" }),
    reason: text(),
  },
  (t) => [primaryKey({ columns: [t.alertId, t.seq] }), index("alert_transitions_at").on(t.at)],
);

/** failed: given up, or the channel is broken. superseded: a newer transition of the same alert went to the channel in its place. */
export const deliveryState = pgEnum("delivery_state", ["pending", "sending", "delivered", "failed", "superseded"]);

/** The outbox: one row for each transition and channel, written in the transaction of the transition. `pending` ones are due at `next_at`. */
export const deliveries = pgTable(
  "deliveries",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    alertId: bigint("alert_id", { mode: "number" })
      .notNull()
      .references(() => alerts.id, { onDelete: "cascade" }),
    seq: integer().notNull(),
    /** Its name in redrive.yaml. */
    channel: text().notNull(),
    state: deliveryState().notNull().default("pending"),
    attempts: integer().notNull().default(0),
    nextAt: at("next_at").notNull(),
    /** The worker that sends it, and until when it has it to itself: afterwards another may. */
    holder: text(),
    heldUntil: at("held_until"),
    /** The answer to the last try, in words. */
    answer: text(),
    tookMs: integer("took_ms"),
    createdAt: at("created_at").notNull(),
    endedAt: at("ended_at"),
  },
  (t) => [
    uniqueIndex("deliveries_once").on(t.alertId, t.seq, t.channel),
    index("deliveries_due").on(t.nextAt).where(sql`state in ('pending', 'sending')`),
    index("deliveries_channel").on(t.channel, t.createdAt),
    /** What was given up: few, and asked for often. */
    index("deliveries_failed").on(t.channel, t.id).where(sql`state = 'failed'`),
  ],
);

/** How a channel finds what it has sent for an alert. */
export const channelRefs = pgTable(
  "channel_refs",
  {
    alertId: bigint("alert_id", { mode: "number" })
      .notNull()
      .references(() => alerts.id, { onDelete: "cascade" }),
    channel: text().notNull(),
    ref: jsonb().$type<ChannelRef>(),
    /** The transition that is shown there. */
    seq: integer().notNull(),
    at: at("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.alertId, t.channel] })],
);

/** What is known of each configured channel. */
export const channelStates = pgTable("channel_states", {
  name: text().primaryKey(),
  deliveredAt: at("delivered_at"),
  /** Since when nothing gets through, and what it answers; null: it works, as far as is known. */
  failingSince: at("failing_since"),
  answer: text(),
  /** Its last answer was that no try helps until somebody mends it. */
  broken: boolean().notNull().default(false),
  /** When the next notice may leave, where the other side takes only so many. */
  freeAt: at("free_at"),
  /** Nothing is sent before: the other side asked for it. */
  restsUntil: at("rests_until"),
  /** Somebody paused it (`paused_by`, a row of `principals`): nothing is sent until somebody resumes it. */
  pausedBy: integer("paused_by"),
  pausedAt: at("paused_at"),
  pauseReason: text("pause_reason"),
});

/** Buttons of Slack that were pressed, so that one that is sent twice acts once. Kept for longer than a signature is good for. */
export const slackPresses = pgTable("slack_presses", { key: text().primaryKey(), at: at("at").notNull() });

/** A silence keeps alerts from telling anybody, until its end. They are evaluated and shown all the same. */
export const silences = pgTable(
  "silences",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** null: of every rule. */
    ruleId: integer("rule_id").references(() => alertRules.id),
    where: jsonb().$type<Where>().notNull(),
    reason: text().notNull(),
    until: at("until").notNull(),
    principalId: integer("principal_id").notNull(),
    createdAt: at("created_at").notNull(),
    endedAt: at("ended_at"),
    endedBy: integer("ended_by"),
  },
  (t) => [index("silences_until").on(t.until)],
);

/** One row: when alerts were evaluated last. Whoever holds its lock evaluates. */
export const alertTurns = pgTable("alert_turns", {
  id: boolean().primaryKey().default(true),
  evaluatedAt: at("evaluated_at").notNull(),
  tookMs: integer("took_ms").notNull(),
});

/** What was dead in a queue, and what waited in its broker, by the minute in which it changed; of the last days. */
export const alertDepths = pgTable(
  "alert_depths",
  {
    queueId: integer("queue_id")
      .notNull()
      .references(() => queues.id, { onDelete: "cascade" }),
    at: at("at").notNull(),
    dead: integer().notNull(),
    ready: integer(),
  },
  (t) => [primaryKey({ columns: [t.queueId, t.at] }), index("alert_depths_at").on(t.at)],
);
