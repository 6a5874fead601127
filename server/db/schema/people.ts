import { sql } from "drizzle-orm";
import { index, integer, pgEnum, pgTable, text, timestamp, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { personWays } from "../../access/person.ts";
import { bytea } from "./bytea.ts";

export const personWay = pgEnum("person_way", personWays);
export const linkPurpose = pgEnum("link_purpose", ["setup", "password"]);

/** Everybody who may sign in, or has: accounts of Redrive, and those whom single sign-on or the proxy in front brought. */
export const people = pgTable(
  "people",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    way: personWay().notNull(),
    /** What never changes: of an account a UUID, otherwise what single sign-on calls the person. */
    subject: text().notNull(),
    email: text(),
    name: text().notNull(),
    /** As single sign-on said them at the newest sign-in. An account has none. */
    groups: text().array().notNull().default(sql`'{}'`),
    /** Of an account: the hash with its parameters (`server/people/hash-password.ts`). null: none was set, so that nobody signs in with it. */
    password: text(),
    disabledAt: timestamp("disabled_at", { withTimezone: true }),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
    seenAt: timestamp("seen_at", { withTimezone: true }),
  },
  (t) => [
    unique("people_identity").on(t.way, t.subject),
    uniqueIndex("people_account_email").on(sql`lower(email)`).where(sql`way = 'account'`),
  ],
);

/** Roles that were given in the console; those of redrive.yaml come in addition. A role that redrive.yaml no longer has gives nothing. */
export const givenRoles = pgTable(
  "given_roles",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    personId: integer("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    role: text().notNull(),
    sources: text().array().notNull(),
    queues: text().array().notNull(),
    /** Who gave it: a row of `principals`. */
    givenBy: integer("given_by").notNull(),
    givenAt: timestamp("given_at", { withTimezone: true }).notNull(),
    /** null: until somebody takes it away. */
    until: timestamp({ withTimezone: true }),
  },
  (t) => [index("given_roles_person").on(t.personId)],
);

/** What a program signs in with. It never may more than whoever made it may at that time. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    hash: bytea().notNull(),
    /** How it begins, so that people know which one it is. */
    shown: text().notNull(),
    name: text().notNull(),
    personId: integer("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    role: text().notNull(),
    sources: text().array().notNull(),
    queues: text().array().notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
    expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
    usedAt: timestamp("used_at", { withTimezone: true }),
    usedFrom: text("used_from"),
  },
  (t) => [unique("api_tokens_hash").on(t.hash), index("api_tokens_person").on(t.personId)],
);

/** A link that works once: it makes the first account, or sets the password of one. */
export const oneTimeLinks = pgTable(
  "one_time_links",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    hash: bytea().notNull(),
    purpose: linkPurpose().notNull(),
    /** Whose password it sets; null: it makes the first account. */
    personId: integer("person_id").references(() => people.id, { onDelete: "cascade" }),
    /** Who made it in the console, and has to reach the account still when it is used; null: a command on the server. */
    madeBy: integer("made_by").references(() => people.id, { onDelete: "cascade" }),
    until: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [unique("one_time_links_hash").on(t.hash), index("one_time_links_person").on(t.personId)],
);
