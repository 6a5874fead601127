import type { Sql, Transaction } from "../db/client.ts";

/** What this process has read of a database becomes known to all. `ageMs`: how long ago that was. */
export function noteReading(
  sql: Sql | Transaction,
  name: string,
  { reading, ageMs }: { readonly reading: object; readonly ageMs: number },
) {
  return sql`
    insert into application_readings (name, read_at, reading)
    values (${name}, clock_timestamp() - make_interval(secs => ${ageMs / 1_000}::float8), ${JSON.stringify(reading)}::text::jsonb)
    on conflict (name) do update set read_at = excluded.read_at, reading = excluded.reading`;
}

/** The same of what an evidence endpoint has answered now. `why`: why it gave no answer; null: it gave one. */
export function noteAnswer(sql: Sql, name: string, why: string | null) {
  return sql`
    insert into application_readings (name, evidence_at, evidence_why) values (${name}, clock_timestamp(), ${why})
    on conflict (name) do update set evidence_at = excluded.evidence_at, evidence_why = excluded.evidence_why`;
}
