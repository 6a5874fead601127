import type { ApplicationSpec, Engine } from "./application.ts";
import { openMysql } from "./engines/mysql.ts";
import { openPostgres } from "./engines/postgres.ts";
import type { Applications, ShopDatabase } from "./port.ts";
import { restBetween } from "./rest.ts";

const opens: Partial<Record<Engine, (url: string) => ShopDatabase>> = { postgres: openPostgres, mysql: openMysql };

/** An open port for each configured application; none connects before it is asked. */
export function openApplications(specs: readonly ApplicationSpec[]): Applications {
  const all = specs.map((spec) => {
    const open = opens[spec.engine];
    if (!open) throw new Error(`No adapter for ${spec.engine}.`);
    return { spec, database: restBetween(open(spec.databaseUrl)) };
  });
  return { all, close: async () => void (await Promise.all(all.map(({ database }) => database.close()))) };
}
