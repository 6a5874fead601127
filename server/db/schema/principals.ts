import { integer, pgEnum, pgTable, text, unique } from "drizzle-orm/pg-core";
import { principalKinds } from "../../access/principal.ts";

export const principalKind = pgEnum("principal_kind", principalKinds);

/** Everybody who has ever acted, once for each name that they had: other rows keep the id, and with it the name at that time. */
export const principals = pgTable(
  "principals",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    kind: principalKind().notNull(),
    /** What never changes: the account's id, the token's id, the task of the system. */
    subject: text().notNull(),
    name: text().notNull(),
  },
  (t) => [unique("principals_identity").on(t.kind, t.subject, t.name)],
);
