import type { Engine } from "../application.ts";
import { lackedGrant, type Table } from "../catalogue.ts";
import type { OutboxMapping } from "../mapping.ts";

/** Pure. Why Redrive publishes no row of this outbox again; null: it does. */
export function refusePublish(engine: Engine, { publishNow }: Pick<OutboxMapping, "publishNow">): string | null {
  if (publishNow === null) return "No way to publish a row again is documented or configured.";
  return engine === "postgres" ? null : "Redrive publishes rows again only in PostgreSQL.";
}

/** Pure. Why Redrive's role may not publish a row again; null: it may. */
export function refuseRole(table: Pick<Table, "schema" | "table" | "grants">): string | null {
  const grant = lackedGrant(table, "update");
  return grant && `The role that Redrive uses there may not update ${table.schema}.${table.table}. Run: grant ${grant} to <role>`;
}
