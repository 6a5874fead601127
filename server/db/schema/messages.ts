import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgEnum, pgTable, primaryKey, smallint, text, timestamp } from "drizzle-orm/pg-core";
import { bytea } from "./bytea.ts";
import { positionText } from "./position-text.ts";
import { queues } from "./queues.ts";

/**
 * dead: waits for a decision. replaying: held by a live replay item. replayed: confirmed by the broker.
 * unknown: sent or not, nobody can tell yet. discarded: hidden, restorable. released: put back on its dead-letter queue.
 */
export const messageState = pgEnum("message_state", ["dead", "replaying", "replayed", "unknown", "discarded", "released"]);

/**
 * Where lists look for a message. It stays the same while a message is sent (replaying, replayed), so that this touches no index: Postgres then
 * rewrites the row alone.
 */
export const messageShelf = pgEnum("message_shelf", ["dead", "sent", "unknown", "discarded", "released"]);

/** Narrow on purpose: lists read only this. Bytes are in `bodies`; what the rules say of them can be derived again. */
export const messages = pgTable(
  "messages",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** Not a foreign key: checked for each row it would be a quarter of what capture costs. The group's queue is one. */
    queueId: integer("queue_id").notNull(),
    groupId: bigint("group_id", { mode: "number" }).notNull(),
    state: messageState().notNull(),
    shelf: messageShelf()
      .notNull()
      .generatedAlwaysAs(
        sql`case state when 'dead' then 'dead'::message_shelf when 'unknown' then 'unknown' when 'discarded' then 'discarded' when 'released' then 'released' else 'sent' end`,
      ),
    /** When it died, or, where that is not known, when it was captured: what lists sort by, and the latest that it can have died. */
    sortAt: timestamp("sort_at", { withTimezone: true }).notNull(),
    capturedAt: timestamp("captured_at", { withTimezone: true }).notNull(),
    eventId: text("event_id"),
    eventKey: text("event_key"),
    /** "" when the message does not say: the rollups key on it. */
    eventType: text("event_type").notNull(),
    /** This message's own error text, cut to 200 characters and cleaned of control characters. */
    errorText: text("error_text"),
    /** null: not carried. */
    attempts: integer(),
    size: integer().notNull(),
    /** Newest version in `bodies`; above 1 the message was edited, or capture has put its original in. */
    version: smallint().notNull(),
    /** Last sequence number in `message_history`; also the optimistic lock of edits. */
    seq: integer().notNull(),
    /** First message of the chain of comebacks; null: this is the first. */
    lineageId: bigint("lineage_id", { mode: "number" }),
    /** The replay item whose publish this is the comeback of. */
    cameBackFrom: bigint("came_back_from", { mode: "number" }),
    /** Replays of the lineage before this one died. */
    replayCount: smallint("replay_count").notNull(),
    /** Where the record stood in its log that this one was made from: a replay goes by it. null: in no log, or it does not say. */
    originPosition: positionText("origin_position"),
    /**
     * 53 bits of a hash over queue, head and body: recognises a suspected duplicate; never merges by itself. null where the broker gives an exact
     * identity.
     */
    fingerprint: bigint({ mode: "number" }),
    suspectedDuplicateOf: bigint("suspected_duplicate_of", { mode: "number" }),
    /** Where the newest version can be sent, as bits of `server/messages/route-facts.ts`. null: not derived yet. */
    routeFacts: smallint("route_facts"),
    /** Names of the downstreams that its handler calls, joined by commas; "": none. null: not derived yet. */
    needs: text(),
    /** The number of the rules that derived this row from its bytes; lower than its queue's in `derivations`: it is derived again. */
    derivation: smallint().notNull().default(0),
    /** It died at `sort_at`; false: when is not carried, or not derived yet. */
    deathKnown: boolean("death_known").notNull().default(false),
    /** Where the death is not known: it did not die before. null: nothing that is carried says so. */
    diedAfter: timestamp("died_after", { withTimezone: true }),
  },
  (t) => [
    // Ascending and read backwards: drizzle writes desc() as "nulls last", which serves no plain "order by ... desc".
    index("messages_dead").on(t.sortAt, t.id).where(sql`shelf = 'dead'`),
    index("messages_group").on(t.groupId, t.sortAt, t.id),
    // Where few of a group left the dead ones, they are not sought among those.
    index("messages_group_not_dead").on(t.groupId, t.shelf, t.sortAt, t.id).where(sql`shelf <> 'dead'`),
    index("messages_event_id").on(t.eventId).where(sql`event_id is not null`),
    index("messages_event_key").on(t.eventKey).where(sql`event_key is not null`),
    // What came back without a mark is sought among what was sent, however many dead messages name the same event (`server/replays/link-by-facts.ts`).
    index("messages_sent_event")
      .on(t.queueId, sql`coalesce(event_id, event_key)`, t.id)
      .where(sql`state in ('replayed', 'unknown') and coalesce(event_id, event_key) is not null`),
    index("messages_fingerprint").on(t.fingerprint).where(sql`fingerprint is not null`),
    index("messages_not_dead").on(t.shelf, t.sortAt, t.id).where(sql`shelf <> 'dead'`),
    index("messages_lineage").on(t.lineageId).where(sql`lineage_id is not null`),
  ],
);

/** The rules in force for each queue's rows, and how far workers have derived older rows again. */
export const derivations = pgTable("derivations", {
  queueId: integer("queue_id").primaryKey(),
  /** What `messages.derivation` is of rows that these rules derived. */
  number: smallint().notNull(),
  /** A hash of what the code derives and what the config says of the queue. */
  rules: text().notNull(),
  /** No message with this id or a lower one is stale. */
  derivedTo: bigint("derived_to", { mode: "number" }).notNull(),
  /** The highest message id when the number was raised. */
  goal: bigint({ mode: "number" }).notNull(),
});

/**
 * Exact broker identities of taken messages, so that a redelivery of the same one is recognised and not stored again. No foreign key: to check it for
 * every message costs as much as the row itself, and a queue's row never goes.
 */
export const identities = pgTable(
  "identities",
  {
    queueId: integer("queue_id").notNull(),
    identity: text().notNull(),
    messageId: bigint("message_id", { mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.queueId, t.identity] })],
);

/**
 * The same for records of logs, which are many: narrow, and in the order in which a partition is read. The mark tells a log that was recreated from
 * the one before.
 */
export const logRecords = pgTable(
  "log_records",
  {
    queueId: integer("queue_id").notNull(),
    part: positionText().notNull(),
    at: positionText().notNull(),
    mark: positionText().notNull(),
    messageId: bigint("message_id", { mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.queueId, t.part, t.at, t.mark] })],
);

/** The truth: bytes of each version. Version 1 is what the broker gave, later ones are edits, or hold the original that capture fetched. */
export const bodies = pgTable(
  "bodies",
  {
    messageId: bigint("message_id", { mode: "number" }).notNull(),
    version: smallint().notNull(),
    head: bytea().notNull(),
    /** null is a null body, not an empty one. */
    body: bytea(),
    position: text().notNull(),
    redelivered: boolean(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.version] })],
);

export const historyKind = pgEnum("history_kind", [
  "captured",
  "claimed",
  "let_go",
  "confirmed",
  "returned",
  "refused",
  "unknown",
  "decided",
  "came_back",
  "presumed_ok",
  "edited",
  "discarded",
  "restored",
  "released",
]);

/** Append-only; `messages` is its fold. `data` never holds payload bytes. */
export const messageHistory = pgTable(
  "message_history",
  {
    messageId: bigint("message_id", { mode: "number" }).notNull(),
    seq: integer().notNull(),
    kind: historyKind().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    /** A row of `principals`: who, with the name at that time. Not a foreign key: it would be checked for every event. */
    principalId: integer("principal_id").notNull(),
    /** The operation in the audit log; null: no act of its own (capture). */
    operationId: bigint("operation_id", { mode: "number" }),
    itemId: bigint("item_id", { mode: "number" }),
    /** With the outcome of a send: when the intent to send was committed. */
    intentAt: timestamp("intent_at", { withTimezone: true }),
    data: jsonb(),
  },
  (t) => [
    primaryKey({ columns: [t.messageId, t.seq] }),
    index("message_history_operation").on(t.operationId).where(sql`operation_id is not null`),
  ],
);

/** What could not be ingested after three tries: kept with its bytes, settled at the broker, importable again. */
export const failedImports = pgTable(
  "failed_imports",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    queueId: integer("queue_id")
      .notNull()
      .references(() => queues.id),
    at: timestamp({ withTimezone: true }).notNull(),
    error: text().notNull(),
    tries: integer().notNull(),
    head: bytea().notNull(),
    body: bytea(),
    position: text().notNull(),
    identity: text(),
    redelivered: boolean(),
    /** Set when "import again" worked. */
    messageId: bigint("message_id", { mode: "number" }),
  },
  (t) => [index("failed_imports_open").on(t.at).where(sql`message_id is null`)],
);

/** See `replayRoutines`. */
export const messageRoutines: readonly string[] = [
  // Room for rows that are rewritten while their messages are sent.
  "alter table messages set (fillfactor = 80)",
];
