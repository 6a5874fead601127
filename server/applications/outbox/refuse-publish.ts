import type { Engine } from "../application.ts";
import type { OutboxMapping } from "../mapping.ts";

/** Pure. Why Redrive publishes no row of this outbox again; null: it does. */
export function refusePublish(engine: Engine, { publishNow }: Pick<OutboxMapping, "publishNow">): string | null {
  if (publishNow === null) return "No way to publish a row again is documented or configured.";
  return engine === "postgres" ? null : "Redrive publishes rows again only in PostgreSQL.";
}
