import { sql } from "drizzle-orm";
import type { Ctx } from "../../context.ts";
import { textArray } from "../../db/arrays.ts";
import { columnOf, holding, tableOf } from "../condition.ts";
import { type Application, ApplicationError } from "../port.ts";
import { findProcessed } from "../processed/find-processed.ts";
import type { EventRef, Processed } from "../processed/processed.ts";
import { ofKind, readTables } from "../tables.ts";
import { mostCounted, type Ready } from "./bounded.ts";
import { settleMarks } from "./settle-marks.ts";
import { lineColumns, rowOf, timeOf, typeOf } from "./select-rows.ts";
import { within } from "./watch.ts";

/** Rows that were published lately and whose events are known to be seen or not. */
export interface Unseen {
  readonly known: number;
  /** No application notes them as processed, and no message here has them. */
  readonly nowhere: number;
}

const mostRows = 500;
/** What was published later may be on its way. */
const settledMs = 5 * 60_000;
const freshMs = 60_000;

const kept = new WeakMap<Application, Map<string, { readonly at: number; readonly unseen: Promise<Unseen | null> }>>();

/**
 * Of rows that an outbox keeps as published, those that were seen nowhere, as it was within the last minute. null: it cannot be told, such as where no application
 * that consumes notes what it has processed, or it takes longer than `waitMs`.
 */
export async function watchUnseen(ctx: Ctx, application: Application, settled: Ready, waitMs: number): Promise<Unseen | null> {
  const own = kept.get(application) ?? new Map<string, { readonly at: number; readonly unseen: Promise<Unseen | null> }>();
  kept.set(application, own);
  const key = JSON.stringify([settled.mapping.schema, settled.mapping.table]);
  const before = own.get(key);
  const fresh = before && Date.now() - before.at < freshMs ? before : { at: Date.now(), unseen: findUnseen(ctx, application, settled) };
  own.set(key, fresh);
  fresh.unseen.catch(() => own.delete(key));
  return within(fresh.unseen, waitMs);
}

async function findUnseen(ctx: Ctx, application: Application, settled: Ready): Promise<Unseen | null> {
  try {
    const events = await readPublished(application, settled);
    const told = events.length === 0 ? [] : await askConsumers(ctx.applications.all, events);
    if (told.length === 0) return null;
    const stored = await ctx.sql<{ id: string }[]>`
      select distinct event_id as id from messages where event_id = any(${textArray(events.map(({ eventId }) => eventId))}::text[])`;
    const isStored = new Set(stored.map(({ id }) => id));
    const states = events.map(({ eventId }) => {
      const says = told.map((answer) => answer.get(eventId)?.state ?? "unknown");
      if (isStored.has(eventId) || says.includes("processed")) return "seen";
      return says.includes("unknown") ? "unknown" : "nowhere";
    });
    const count = (wanted: string) => states.filter((state) => state === wanted).length;
    const nowhere = count("nowhere");
    return { known: count("seen") + nowhere, nowhere };
  } catch (error) {
    if (error instanceof ApplicationError) return null;
    throw error;
  }
}

/** The newest that are not too young, by an index; none: rows do not tell which are published, or when. */
async function readPublished({ database }: Application, ready: Ready): Promise<readonly EventRef[]> {
  const { dialect, read } = database;
  const settled = await settleMarks(database, ready);
  const { mapping, table } = settled;
  const at = mapping.publishedAt ?? mapping.created;
  const by = [mapping.publishedAt?.column, mapping.id].find((column) => column !== undefined && table.indexed.includes(column));
  if (mapping.published === null || mapping.unmarked !== undefined || mapping.eventId === null || at === null || !by) return [];
  const some = sql`select * from ${tableOf(table)} where ${columnOf(by)} is not null order by ${columnOf(by)} desc`;
  const ms = sql`cast(${dialect.epochMs(columnOf(at.column), typeOf(table, at.column), at)} as decimal(30, 6))`;
  const rows = await read(
    dialect.limited(
      sql`select ${lineColumns(database, settled)} from (${dialect.limited(some, mostCounted)}) as newest
        where ${holding(dialect, table, mapping.published)} and ${ms} < ${Date.now() - settledMs}`,
      mostRows,
    ),
  );
  return rows.flatMap((row) => {
    const { eventId, createdAt } = rowOf(mapping, row);
    const produced = createdAt ?? timeOf(row["published"]);
    // No message here has such an id.
    return eventId === null || eventId.includes("\0") || !eventId.isWellFormed()
      ? []
      : [{ eventId, producedAt: produced && produced.getTime() }];
  });
}

/** What each application that consumes, and notes what it has processed, says by each of its names. */
async function askConsumers(
  applications: readonly Application[],
  events: readonly EventRef[],
): Promise<readonly ReadonlyMap<string, Processed>[]> {
  const answers = await Promise.all(
    applications.map(async (application) => {
      const names = [...new Set(application.spec.consumes.map(({ consumer }) => consumer))];
      const tables = names.length === 0 ? null : await readTables(application);
      const notes =
        tables !== null && (tables.state === "unknown" || tables.lacksProcessed !== null || ofKind(tables.tables, "processed").length > 0);
      return notes ? Promise.all(names.map((name) => findProcessed(application, name, events))) : [];
    }),
  );
  return answers.flat();
}

/** Pure. null: nothing is missing, or nothing is known. */
export function unseenWords(unseen: Unseen | null): string | null {
  if (unseen === null || unseen.nowhere === 0) return null;
  const { nowhere, known } = unseen;
  return `${nowhere} of ${known} rows that were published lately ${nowhere === 1 ? "was" : "were"} seen nowhere: no application notes their events as processed, and none died here. They may wait in a queue, go to a program that notes nothing, or be lost.`;
}
