import type { Ctx } from "../context.ts";
import type { DatabaseSize } from "./output.ts";

/** Size of the database by what fills it, largest first. `messages` counts what is kept, from the rollups. */
export async function readSizes({ sql }: Ctx): Promise<DatabaseSize> {
  const [[whole], parts] = await Promise.all([
    sql<[Pick<DatabaseSize, "total" | "version" | "messages" | "derived">]>`
      select pg_database_size(current_database()) as total, current_setting('server_version') as version,
        (select coalesce(sum(n), 0)::bigint from day_counts) as messages,
        (select min(derived_to::float8 / goal) from derivations where derived_to < goal) as derived`,
    sql<DatabaseSize["parts"]>`
      select case
          when relname in ('messages', 'identities', 'log_records', 'derivations') then 'messages' when relname in ('bodies', 'failed_imports') then 'bodies'
          when relname = 'message_history' then 'history' when relname in ('hour_counts', 'day_counts', 'minute_arrivals', 'hour_arrivals') then 'counts'
          when relname in ('replays', 'replay_items', 'replay_batches', 'replay_counts') then 'replays' when relname = 'audit' then 'audit' else 'other' end as name,
        sum(pg_total_relation_size(relid))::bigint as bytes
      from pg_stat_user_tables group by 1 order by 2 desc`,
  ]);
  return { ...whole, version: whole.version.split(" ")[0] ?? whole.version, parts };
}
