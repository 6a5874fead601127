import type { ProcessedMapping } from "../mapping.ts";
import { type Application, ApplicationError, type Row } from "../port.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import { keptSince } from "./kept-since.ts";
import { type EventRef, judgeAbsence, type Processed } from "./processed.ts";
import { selectProcessed } from "./select-processed.ts";

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
  const [problem] = tables.problems;
  // A table that a preset did not find may be made later; where none is configured, nobody ever knows.
  if (settled.length === 0 && problem !== undefined) return all({ state: "unknown", reason: problem });
  if (settled.length === 0) return all({ state: "unknown", reason: "It has no table of processed events.", forever: true });
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
    const statement = selectProcessed(settled, database.dialect, { events, of: consumer });
    const rows = statement === null ? [] : await database.read(statement);
    const since = await keptSince(settled, database);
    return new Map(events.map((event) => [event.eventId, judge(event, rows, consumer, settled.mapping.consumer !== null, since)]));
  } catch (error) {
    if (error instanceof ApplicationError) return all(error.message);
    throw error;
  }
}

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
      forever: true,
    };
  const times = (column: "at" | "last_at") =>
    counted
      .map((row) => row[column])
      .filter((at) => at !== null)
      .map(Number);
  return {
    state: "processed",
    at: times("at").length === 0 ? null : Math.min(...times("at")),
    lastAt: times("last_at").length === 0 ? null : Math.max(...times("last_at")),
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
