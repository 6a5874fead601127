import { type SQL, sql } from "drizzle-orm";
import { type Catalogue, mostTables, type Named, type Table, writeGrants } from "../catalogue.ts";
import type { Row } from "../port.ts";

const kinds: Readonly<Record<string, Table["is"]>> = { r: "table", p: "partitioned", v: "view", m: "materialized", f: "foreign" };

/** Text says the encoding of its server, where that does not hold everything: it says what fits. */
const typeName = sql`format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null)
  || case when t.typcategory = 'S' and getdatabaseencoding() not in ('UTF8', 'SQL_ASCII') then ' in ' || getdatabaseencoding() else '' end`;

/** A domain is told as the type that it is made of. Partitions are left out: their parent stands for them. A role that bypasses row security, or owns the table, sees every row. */
const statementOf = (named: readonly Named[]) => sql`
  select n.nspname::text as schema, c.relname::text as "table", c.relkind::text as kind, c.relpersistence::text = 'u' as unlogged, pg_get_userbyid(c.relowner)::text as owner,
    has_table_privilege(c.oid, 'select') as reads,
    has_table_privilege(c.oid, 'insert, update, delete, truncate') as writes,
    json_build_array(has_table_privilege(c.oid, 'insert'), has_any_column_privilege(c.oid, 'update'), has_table_privilege(c.oid, 'delete'))::text as grants,
    row_security_active(c.oid) as hides,
    (select json_agg(json_build_array(a.attname, ${typeName}) order by a.attnum)
      from pg_attribute a join pg_type t on t.oid = a.atttypid where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)::text as columns,
    coalesce((select json_agg(distinct a.attname) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where i.indrelid = c.oid and i.indisvalid and i.indpred is null), '[]')::text as indexed
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
    and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
    and has_schema_privilege(n.oid, 'usage')
  order by not exists (select from json_to_recordset(${JSON.stringify(named)}::text::json) as f(schema text, "table" text)
      where f.schema = n.nspname and coalesce(f."table", c.relname) = c.relname), n.nspname, c.relname
  limit ${mostTables}`;

export async function readCatalogue(read: (statement: SQL) => Promise<readonly Row[]>, named: readonly Named[] = []): Promise<Catalogue> {
  return (await read(statementOf(named))).map((row) => ({
    schema: String(row["schema"]),
    table: String(row["table"]),
    is: kinds[String(row["kind"])] ?? "table",
    columns: (JSON.parse(String(row["columns"] ?? "[]")) as [string, string][]).map(([name, type]) => ({ name, type })),
    indexed: JSON.parse(String(row["indexed"])) as string[],
    owner: String(row["owner"]),
    mayRead: row["reads"] === true,
    mayWrite: row["writes"] === true,
    grants: (JSON.parse(String(row["grants"])) as boolean[]).flatMap((may, at) => (may ? writeGrants.slice(at, at + 1) : [])),
    hidesRows: row["hides"] === true,
    isUnlogged: row["unlogged"] === true,
  }));
}
