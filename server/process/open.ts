import type { Principal } from "../access/principal.ts";
import { openApplications } from "../applications/open.ts";
import { openBrokers } from "../sources/registry.ts";
import type { Config } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { connectDatabase } from "../db/client.ts";
import { startEmbedded } from "../db/embedded.ts";
import { followEmbedded } from "../db/follow-embedded.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { machineClock } from "../db/read-now.ts";
import { log } from "./log.ts";
import { openSchema } from "./open-schema.ts";

/** Where the embedded Postgres lives when no database is configured. */
export const embeddedHome = ".redrive/postgres";

/**
 * A context with its connections open and the schema up to date; `close` ends them. `waits`: until the database can be used. Otherwise it rejects while
 * it cannot. `statementMs`: as for `connectDatabase`.
 */
export async function openContext(
  config: Config,
  principal: Principal,
  { waits, statementMs = 0 }: { readonly waits: boolean; readonly statementMs?: number },
): Promise<{ ctx: Ctx; close(): Promise<void> }> {
  const url = config.databaseUrl ?? (await startEmbedded(embeddedHome));
  await (waits ? openSchema(url, (text) => log.warn(text)) : migrateDatabase(url));
  const { db, sql, close } = connectDatabase(url, { max: 10, statementMs });
  const unfollow = followEmbedded(sql, url, embeddedHome);
  const brokers = openBrokers(config);
  const applications = openApplications(config.applications, config.outbound.allow, sql);
  const ctx: Ctx = { db, sql, brokers, applications, config, principal, address: null, clock: machineClock, log };
  return {
    ctx,
    close: async () => {
      await brokers.close();
      await applications.close();
      unfollow();
      await close();
    },
  };
}
