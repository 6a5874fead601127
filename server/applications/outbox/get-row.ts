import { sql } from "drizzle-orm";
import type { Ctx } from "../../context.ts";
import { noSuch } from "../../errors.ts";
import { shownBytes, showBody } from "../../payloads/payload.ts";
import { columnOf, tableOf } from "../condition.ts";
import { ApplicationError, type Row, type ShopDatabase } from "../port.ts";
import type { Ready } from "./bounded.ts";
import { awayError, findApplication, findOutbox } from "./find-outbox.ts";
import type { RowInput } from "./input.ts";
import type { OutboxRowDetail } from "./output.ts";
import { lineColumns, rowOf, timeOf, typeOf } from "./select-rows.ts";

const isBytes = (type: string) => /bytea|blob|binary/.test(type);

/** One row, with its payload as messages' are shown. Rejects with `unavailable` while the database does not tell. */
export async function getOutboxRow(ctx: Ctx, input: RowInput): Promise<OutboxRowDetail> {
  const seen = await findApplication(ctx, input.application, "message.view");
  const found = await findOutbox(seen, input);
  if (typeof found === "string") throw awayError(input.application, found);
  if (found.settled.state === "unknown") throw awayError(input.application, found.settled.reason);
  const row = await readRow(found.application.database, found.settled, input.id).catch((error: unknown) => {
    if (error instanceof ApplicationError) throw awayError(input.application, error.message);
    throw error;
  });
  if (row === null) throw noSuch(`row ${input.id}: it was published and removed, or it never was`);
  return {
    row: rowOf(found.settled.mapping, row),
    publishedAt: timeOf(row["published"]),
    headers: row["headers"] === null ? null : String(row["headers"]),
    payload: payloadOf(row),
  };
}

/** The row with the beginning of its payload; null: it is not there. */
export async function readRow(database: ShopDatabase, settled: Ready, id: string): Promise<Row | null> {
  const { dialect } = database;
  const { mapping, table } = settled;
  const type = typeOf(table, mapping.id);
  if (!dialect.finds(type)) throw new ApplicationError("denied", `Redrive does not look for ids in columns of type ${type}.`);
  const chosen = dialect.isOneOf(columnOf(mapping.id), type, [id]);
  if (chosen === null) return null;
  const most = sql.raw(String(shownBytes));
  const text = (column: string) =>
    isBytes(typeOf(table, column)) ? columnOf(column) : dialect.asText(columnOf(column), typeOf(table, column));
  const { headers, payload } = mapping;
  const [row] = await database.read(
    dialect.limited(
      sql`select ${lineColumns(database, settled)}, ${headers === null ? sql`null` : sql`substring(${dialect.asText(columnOf(headers), typeOf(table, headers))}, 1, ${most})`} as headers,
        ${payload === null ? sql`null` : sql`substring(${text(payload)}, 1, ${most})`} as payload,
        ${payload === null ? sql`null` : sql`octet_length(${text(payload)})`} as size, ${payload === null ? sql`1 = 0` : sql`1 = 1`} as holds
      from ${tableOf(table)} where ${chosen}`,
      1,
    ),
  );
  return row ?? null;
}

function payloadOf(row: Row): OutboxRowDetail["payload"] {
  if (row["holds"] === false || row["holds"] === 0) return null;
  const told = row["payload"];
  const body = told === null || told === undefined ? null : told instanceof Uint8Array ? Buffer.from(told) : Buffer.from(String(told));
  return { version: 1, ...showBody({ headers: [], properties: [] }, body && body.subarray(0, shownBytes), Number(row["size"] ?? 0)) };
}
