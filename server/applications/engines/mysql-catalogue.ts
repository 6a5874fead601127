import { type SQL, sql } from "drizzle-orm";
import { type Catalogue, type Column, mostTables, type Named, type Table } from "../catalogue.ts";
import type { Row, ShopDatabase } from "../port.ts";

const mostColumns = 100_000;

/** Named tables come first. */
function turn(named: readonly Named[]): SQL {
  const names = named.flatMap(({ table }) => (table === null ? [] : [sql`${table}`]));
  return names.length === 0 ? sql`table_name` : sql`table_name not in (${sql.join(names, sql`, `)}), table_name`;
}

const tables = (
  named: readonly Named[],
) => sql`select table_schema as \`schema\`, table_name as name, table_type as kind, engine as engine, create_options as options
  from information_schema.tables where table_schema = database() and table_type <> 'SEQUENCE' order by ${turn(named)} limit ${sql.raw(String(mostTables))}`;

/** What this user may do with a column is told beside it, by whatever grant; deleting is told of tables and databases alone. */
const columns = (
  named: readonly Named[],
) => sql`select table_name as name, column_name as \`column\`, data_type as type, column_type as spelt, character_set_name as charset, privileges as may
  from information_schema.columns where table_schema = database() order by ${turn(named)}, ordinal_position limit ${sql.raw(String(mostColumns))}`;

const indexes = sql`select distinct table_name as name, column_name as \`column\` from information_schema.statistics
  where table_schema = database() and seq_in_index = 1 and sub_part is null`;

const deletes = sql`
  select table_name as name from information_schema.table_privileges where table_schema = database() and privilege_type in ('DELETE', 'DROP')
  union select '' from information_schema.schema_privileges where database() like table_schema and privilege_type in ('DELETE', 'DROP')
  union select '' from information_schema.user_privileges where privilege_type in ('DELETE', 'DROP')
    and grantee = concat('''', replace(current_user(), '@', '''@'''), '''')`;

/** The tables and views of the database that the address names, as far as this user may see them. */
export async function readCatalogue(read: ShopDatabase["read"], named: readonly Named[] = []): Promise<Catalogue> {
  const [found, ofColumns, first, removable] = [
    await read(tables(named)),
    await read(columns(named)),
    byName(await read(indexes)),
    byName(await read(deletes)),
  ];
  const of = byName(ofColumns);
  // The last table that was read may lack some of its columns, and those after it lack all.
  const last = ofColumns.length < mostColumns ? undefined : String(ofColumns.at(-1)?.["name"]);
  const all = last === undefined ? found : found.filter((row) => of.has(String(row["name"])) && String(row["name"]) !== last);
  return all.map((row) => {
    const name = String(row["name"]);
    const own = of.get(name) ?? [];
    const may = (what: string) => own.some((column) => String(column["may"]).split(",").includes(what));
    return {
      schema: String(row["schema"]),
      table: name,
      is: kindOf(row),
      columns: own.map(columnOf),
      indexed: (first.get(name) ?? []).map((index) => String(index["column"])),
      mayRead: own.length > 0 && own.every((column) => String(column["may"]).split(",").includes("select")),
      mayWrite: may("insert") || may("update") || removable.has(name) || removable.has(""),
      hidesRows: false,
      // A table in memory is empty after a restart.
      isUnlogged: row["engine"] === "MEMORY",
    };
  });
}

function kindOf(row: Row): Table["is"] {
  if (row["kind"] === "VIEW" || row["kind"] === "SYSTEM VIEW") return "view";
  if (row["engine"] === "FEDERATED" || row["engine"] === "CONNECT") return "foreign";
  return String(row["options"]).includes("partitioned") ? "partitioned" : "table";
}

/** Of bytes with their length, of whole numbers with their sign, of text with a character set that does not hold everything: they say what fits. */
function columnOf(row: Row): Column {
  const [type, spelt] = [String(row["type"]), String(row["spelt"])];
  const name = String(row["column"]);
  if (type === "binary" || type === "varbinary" || type === "bit") return { name, type: spelt };
  if (spelt.includes("unsigned")) return { name, type: `${type} unsigned` };
  const charset = row["charset"] ?? "utf8mb4";
  return { name, type: charset === "utf8mb4" || type === "uuid" ? type : `${type} ${String(charset)}` };
}

function byName(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(rows, (row) => String(row["name"]));
}
