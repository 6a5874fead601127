import { boolean, index, integer, pgTable, text, timestamp, unique } from "drizzle-orm/pg-core";
import { bytea } from "./bytea.ts";
import { sessions } from "./sessions.ts";

/** Sign-ins that went to the provider. A row works once; one that came back and failed stays, to be counted. */
export const oidcFlows = pgTable(
  "oidc_flows",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** SHA-256 of the state that the provider gives back. */
    state: bytea().notNull(),
    /** SHA-256 of the cookie of the browser that began it. */
    browser: bytea().notNull(),
    nonce: text().notNull(),
    verifier: text().notNull(),
    /** The page of this console where it lands. */
    to: text().notNull(),
    network: text().notNull(),
    used: boolean().notNull().default(false),
    until: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [unique("oidc_flows_state").on(t.state), index("oidc_flows_network").on(t.network), index("oidc_flows_until").on(t.until)],
);

/** What the provider calls a session of ours, so that either side can end it. */
export const oidcSessions = pgTable(
  "oidc_sessions",
  {
    sessionId: integer("session_id")
      .primaryKey()
      .references(() => sessions.id, { onDelete: "cascade" }),
    /** null: the provider names no sessions. */
    sid: text(),
    /** Tells the provider whose session ends there; null: it was too long for an address. */
    idToken: text("id_token"),
  },
  (t) => [index("oidc_sessions_sid").on(t.sid)],
);

/** Ids of logout tokens that were taken: each works once. */
export const oidcLogouts = pgTable(
  "oidc_logouts",
  {
    /** SHA-256 of the token's id. */
    token: bytea().primaryKey(),
    until: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [index("oidc_logouts_until").on(t.until)],
);
