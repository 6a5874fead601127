import { index, integer, pgTable, text, timestamp, unique } from "drizzle-orm/pg-core";
import { bytea } from "./bytea.ts";
import { people } from "./people.ts";

/** Who is signed in. A row that is gone ends its session at once, in every process. */
export const sessions = pgTable(
  "sessions",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** SHA-256 of the random id in the cookie: who reads this table can sign in as nobody. */
    hash: bytea().notNull(),
    personId: integer("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
    /** Moved at most once a minute. It ends so many hours after, as configured. */
    seenAt: timestamp("seen_at", { withTimezone: true }).notNull(),
    /** It ends then however much it is used. */
    endsAt: timestamp("ends_at", { withTimezone: true }).notNull(),
    /** The browser and its system in words; null: it did not say. */
    agent: text(),
    address: text(),
  },
  (t) => [unique("sessions_hash").on(t.hash), index("sessions_person").on(t.personId)],
);

/** Browsers that somebody signed in with before: guesses that others make at the same account do not keep them waiting. */
export const knownDevices = pgTable(
  "known_devices",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    hash: bytea().notNull(),
    personId: integer("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    address: text(),
    seenAt: timestamp("seen_at", { withTimezone: true }).notNull(),
  },
  (t) => [unique("known_devices_hash").on(t.hash), index("known_devices_person").on(t.personId)],
);

/** Tries to sign in that failed, by what they have in common: `server/people/limit-tries.ts`. */
export const signInTries = pgTable(
  "sign_in_tries",
  {
    key: text().primaryKey(),
    failures: integer().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    /** No password is looked at before. */
    until: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [index("sign_in_tries_at").on(t.at)],
);
