import { bigint, boolean, index, integer, pgTable, primaryKey, text, timestamp, unique } from "drizzle-orm/pg-core";
import { alerts } from "./alerts.ts";
import { people } from "./people.ts";

/** One row: the keys by which push services know this Redrive (RFC 8292), made once. `privateKey` is a secret: no output has it. */
export const pushKeys = pgTable("push_keys", {
  id: boolean().primaryKey().default(true),
  /** Both in base64url: the point of 65 bytes, and the number of 32. */
  publicKey: text("public_key").notNull(),
  privateKey: text("private_key").notNull(),
});

/** A browser or an installed page that wants alerts. Whoever knows `endpoint` can send to it. */
export const pushSubscriptions = pgTable(
  "push_subscriptions",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** null: whoever uses a console without sign-in. */
    personId: integer("person_id").references(() => people.id, { onDelete: "cascade" }),
    /** The session of its browser, which may be over; who ends that session by hand ends this too. null: made before this was kept, or without sign-in. */
    sessionId: integer("session_id"),
    endpoint: text().notNull(),
    /** Its public key and its secret, in base64url (RFC 8291). */
    p256dh: text().notNull(),
    auth: text().notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
  },
  (t) => [unique("push_subscriptions_endpoint").on(t.endpoint), index("push_subscriptions_person").on(t.personId)],
);

/** The newest transition of an alert that a device was told, so that a second try tells nobody twice. */
export const pushTold = pgTable(
  "push_told",
  {
    subscriptionId: integer("subscription_id")
      .notNull()
      .references(() => pushSubscriptions.id, { onDelete: "cascade" }),
    alertId: bigint("alert_id", { mode: "number" })
      .notNull()
      .references(() => alerts.id, { onDelete: "cascade" }),
    seq: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subscriptionId, t.alertId] }), index("push_told_alert").on(t.alertId)],
);
