import type { ProcessedMapping } from "../mapping.ts";
import { type Application, ApplicationError } from "../port.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import { whyNoId, whyNotFound } from "../why-not-found.ts";
import { judgeRows } from "./judge-rows.ts";
import { keptSince } from "./kept-since.ts";
import type { EventRef, Processed, Reach } from "./processed.ts";
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
  // A table that a preset did not find may be made later; where none is configured, nobody ever knows.
  const lacking: Processed | null = tables.lacksProcessed === null ? null : { state: "unknown", reason: tables.lacksProcessed };
  if (settled.length === 0) return all(lacking ?? { state: "unknown", reason: "It has no table of processed events.", forever: true });
  const answers = await Promise.all(settled.map((one) => askTable(application, one, consumer, events)));
  return new Map(
    events.map(({ eventId }) => [
      eventId,
      best(
        answers.map((answer) => answer.get(eventId)),
        lacking,
      ),
    ]),
  );
}

/** Of several tables one that knows of the event counts; then one that could not be asked, or was not found. */
function best(answers: readonly (Processed | undefined)[], lacking: Processed | null): Processed {
  const of = (state: Processed["state"]) => answers.find((answer) => answer?.state === state);
  return of("processed") ?? of("unknown") ?? lacking ?? of("not_processed") ?? { state: "unknown", reason: "It was not asked." };
}

async function askTable(
  { database }: Application,
  settled: Settled<ProcessedMapping>,
  consumer: string | null,
  events: readonly EventRef[],
): Promise<ReadonlyMap<string, Processed>> {
  const all = (answer: Processed) => new Map(events.map(({ eventId }) => [eventId, answer]));
  if (settled.state === "unknown") return all({ state: "unknown", reason: settled.reason });
  const { dialect } = database;
  const { mapping, table } = settled;
  const never = whyNotFound(dialect, { table, id: mapping.eventId, by: mapping.consumer, consumer });
  if (never !== null) return all({ state: "unknown", reason: never, forever: true });
  const isShared = mapping.consumer !== null;
  try {
    const statement = selectProcessed(settled, dialect, { events, of: consumer });
    // First how far a replica has come: what it receives after that is no proof.
    const lagMs = await dialect.replicaLag(database.read);
    const rows = statement === null ? [] : await database.read(statement);
    const reach: Reach = { table, since: await keptSince(settled, database, consumer), lagMs };
    return new Map(
      events.map((event) => {
        const reason = whyNoId(dialect, table, mapping.eventId, event.eventId);
        if (reason !== null) return [event.eventId, { state: "unknown", reason, forever: true }];
        return [event.eventId, judgeRows(event, rows, { consumer, isShared, reach })];
      }),
    );
  } catch (error) {
    if (error instanceof ApplicationError) return all({ state: "unknown", reason: error.message });
    throw error;
  }
}
