import { type SQL, sql } from "drizzle-orm";
import { columnOf, holding, tableOf } from "../condition.ts";
import { findColumn } from "../catalogue.ts";
import type { ProcessedMapping } from "../mapping.ts";
import { type Application, ApplicationError, type Row } from "../port.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import { type EventRef, judgeAbsence, type Processed } from "./processed.ts";

type Ready = Extract<Settled<ProcessedMapping>, { readonly state: "ready" }>;

/**
 * What the tables of processed events of an application say of each event, by its id, by one statement a table. `consumer`: the name under which the application
 * notes what it processed; null: not said, so that another's row proves nothing. What cannot be asked is unknown.
 */
export async function findProcessed(
  application: Application,
  consumer: string | null,
  events: readonly EventRef[],
): Promise<ReadonlyMap<string, Processed>> {
  const all = (answer: Processed) => new Map(events.map(({ eventId }) => [eventId, answer]));
  const tables = await readTables(application);
  if (tables.state === "unknown") return all({ state: "unknown", reason: tables.reason });
  const settled = ofKind(tables.tables, "processed");
  if (settled.length === 0) return all({ state: "unknown", reason: tables.problems[0] ?? "It has no table of processed events." });
  const answers = await Promise.all(settled.map((one) => askTable(application, one, consumer, events)));
  return new Map(events.map(({ eventId }) => [eventId, best(answers.map((answer) => answer.get(eventId)))]));
}

/** Of several tables one that knows of the event counts; then one that could not be asked. */
function best(answers: readonly (Processed | undefined)[]): Processed {
  const of = (state: Processed["state"]) => answers.find((answer) => answer?.state === state);
  return of("processed") ?? of("unknown") ?? of("not_processed") ?? { state: "unknown", reason: "It was not asked." };
}

async function askTable(
  { database }: Application,
  settled: Settled<ProcessedMapping>,
  consumer: string | null,
  events: readonly EventRef[],
): Promise<ReadonlyMap<string, Processed>> {
  const all = (reason: string) => new Map(events.map(({ eventId }) => [eventId, { state: "unknown" as const, reason }]));
  if (settled.state === "unknown") return all(settled.reason);
  try {
    const statement = select(settled, database.dialect, events);
    const rows = statement === null ? [] : await database.read(statement);
    const since = await keptSince(settled, database);
    return new Map(events.map((event) => [event.eventId, judge(event, rows, consumer, settled.mapping.consumer !== null, since)]));
  } catch (error) {
    if (error instanceof ApplicationError) return all(error.message);
    throw error;
  }
}

/** One row for each event and consumer. */
function select({ mapping, table }: Ready, dialect: Application["database"]["dialect"], events: readonly EventRef[]): SQL | null {
  const id = columnOf(mapping.eventId);
  const sought = dialect.isOneOf(id, findColumn(table, mapping.eventId)?.type ?? "text", [
    ...new Set(events.map(({ eventId }) => eventId)),
  ]);
  if (sought === null) return null;
  const consumer = mapping.consumer === null ? sql`''` : dialect.asText(columnOf(mapping.consumer), typeOf(table, mapping.consumer));
  const at =
    mapping.at === null
      ? sql`null`
      : sql`min(${dialect.epochMs(columnOf(mapping.at.column), typeOf(table, mapping.at.column), mapping.at)})`;
  return sql`select ${dialect.asText(id, typeOf(table, mapping.eventId))} as id, ${consumer} as consumer, ${at} as at, count(*) as times
    from ${tableOf(mapping)} where ${sought} and ${holding(dialect, table, mapping.done)} group by 1, 2`;
}

const typeOf = (table: Ready["table"], column: string) => findColumn(table, column)?.type ?? "text";

function judge(
  event: EventRef,
  rows: readonly Row[],
  consumer: string | null,
  isShared: boolean,
  since: number | null | "unknown",
): Processed {
  const own = rows.filter((row) => same(row["id"], event.eventId));
  const counted = isShared && consumer !== null ? own.filter((row) => row["consumer"] === consumer) : own;
  if (counted.length === 0) {
    const likened = own.length === 0 ? rows.find((row) => isLikened(row["id"], event.eventId)) : undefined;
    return likened ? { state: "unknown", reason: likenedReason(likened["id"]) } : judgeAbsence(event, since);
  }
  const consumers = counted.map((row) => String(row["consumer"])).filter((name) => name !== "");
  if (isShared && consumer === null)
    return {
      state: "unknown",
      reason: `It was processed by ${consumers.join(", ")}; redrive.yaml does not say which of the consumers this queue has.`,
    };
  const times = counted
    .map((row) => row["at"])
    .filter((at) => at !== null)
    .map(Number);
  return {
    state: "processed",
    at: times.length === 0 ? null : Math.min(...times),
    times: counted.reduce((sum, row) => sum + Number(row["times"]), 0),
    consumers,
  };
}

const uuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const plainUuid = (id: string) => id.replaceAll("-", "").toLowerCase();

/** A uuid is told in lower case and with dashes, however the message spells it. */
const same = (told: unknown, eventId: string) =>
  told === eventId || (uuid.test(eventId) && uuid.test(String(told)) && plainUuid(String(told)) === plainUuid(eventId));

/** A collation may take ids for the same that differ in case, accents or spaces at their end: whether they mean the same event, nobody knows. */
const isLikened = (told: unknown, eventId: string) =>
  String(told).trimEnd().localeCompare(eventId.trimEnd(), "en", { sensitivity: "base" }) === 0;
const likenedReason = (told: unknown) =>
  `The table holds the id ${String(told)}, which its database takes for the same, though it is spelt differently.`;

/** What was processed after this moment is still there; null: everything is. */
async function keptSince({ mapping, table }: Ready, database: Application["database"]): Promise<number | null | "unknown"> {
  if (mapping.keeps === "all") return null;
  if (typeof mapping.keeps === "number") return Date.now() - mapping.keeps * 1_000;
  // Without an index the oldest row is found by reading all of them.
  if (mapping.at === null || !table.indexed.includes(mapping.at.column)) return "unknown";
  const { dialect } = database;
  const at = columnOf(mapping.at.column);
  const oldest = sql`select ${dialect.epochMs(at, typeOf(table, mapping.at.column), mapping.at)} as at from ${tableOf(mapping)} where ${at} is not null order by ${at}`;
  const [row] = await database.read(dialect.limited(oldest, 1));
  return row === undefined || row["at"] === null ? "unknown" : Number(row["at"]);
}
