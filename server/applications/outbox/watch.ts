import type { OutboxMapping } from "../mapping.ts";
import { type Application, ApplicationError } from "../port.ts";
import type { Settled } from "../settle-table.ts";
import { ofKind, readTables } from "../tables.ts";
import { noteWaiting, type Waiting, withSeen } from "./note-waiting.ts";
import type { Reading } from "./reading.ts";
import { readOutboxTable } from "./read-table.ts";

export interface WatchedOutbox {
  readonly settled: Settled<OutboxMapping>;
  readonly reading: Reading;
}

/** What is known of the outboxes of an application. `at`: when it was read, in milliseconds since 1970. */
export type Watched =
  | {
      readonly state: "known";
      readonly at: number;
      readonly outboxes: readonly WatchedOutbox[];
      /** A sentence for each preset whose tables are not taken, or not all. */
      readonly problems: readonly string[];
      /** What may explain a problem and is none by itself. */
      readonly notes: readonly string[];
      /** Why other tables that redrive.yaml names cannot be asked, such as those of processed events. */
      readonly lacks: readonly string[];
    }
  | { readonly state: "unknown"; readonly at: number; readonly reason: string };

interface Kept {
  last: Watched | null;
  running: Promise<Watched> | null;
}

const kept = new WeakMap<Application, Kept>();
/** What was seen waiting in tables without times, by table. */
const waiting = new WeakMap<Application, Map<string, Waiting>>();

/**
 * The outboxes of an application as they were at most `freshMs` ago, read once for all who ask at the same time in a process. null: it has not answered
 * within `waitMs`, and is read on meanwhile. Never rejects for its database.
 */
export async function watchOutboxes(
  application: Application,
  { freshMs, waitMs }: { readonly freshMs: number; readonly waitMs: number },
): Promise<Watched | null> {
  const own = kept.get(application) ?? { last: null, running: null };
  kept.set(application, own);
  if (own.last !== null && Date.now() - own.last.at < freshMs) return own.last;
  own.running ??= readNow(application).then(
    (watched) => {
      own.last = watched;
      own.running = null;
      return watched;
    },
    (error: unknown) => {
      own.running = null;
      throw error;
    },
  );
  const { running } = own;
  if (waitMs === 0) {
    running.catch(() => {});
    return null;
  }
  return within(running, waitMs);
}

/** The last that was read, however old; null: nothing was. */
export function lastWatched(application: Application): Watched | null {
  return kept.get(application)?.last ?? null;
}

/** What was written to an outbox is to be seen by the next who asks. */
export function forgetWatched(application: Application): void {
  kept.delete(application);
}

async function readNow(application: Application): Promise<Watched> {
  const tables = await readTables(application);
  const at = Date.now();
  if (tables.state === "unknown") return { state: "unknown", at, reason: tables.reason };
  const outboxes: WatchedOutbox[] = [];
  // One after the other: the port has one connection.
  for (const settled of ofKind(tables.tables, "outbox")) outboxes.push({ settled, reading: await readDated(application, settled) });
  const lacks = tables.tables.flatMap((one) => (one.state === "unknown" && one.mapping.kind !== "outbox" ? [one.reason] : []));
  return { state: "known", at, outboxes, problems: tables.problems, notes: tables.notes, lacks: [...new Set(lacks)] };
}

/** A table without times is told by what this process has seen of it. */
async function readDated(application: Application, settled: Settled<OutboxMapping>): Promise<Reading> {
  const { database } = application;
  const reading = await readOutboxTable(database, settled);
  if (settled.state === "unknown" || reading.state !== "read" || reading.oldestAt !== null || reading.unpublished.n === 0) return reading;
  const seen = waiting.get(application) ?? new Map<string, Waiting>();
  waiting.set(application, seen);
  const key = JSON.stringify([settled.mapping.schema, settled.mapping.table]);
  try {
    seen.set(key, await noteWaiting(database, settled, { now: reading.now, before: seen.get(key) ?? new Map() }));
  } catch (error) {
    // What still waits is not known: the bound of the last look may be of rows that have left.
    if (error instanceof ApplicationError) return reading;
    throw error;
  }
  return withSeen(reading, seen.get(key) ?? new Map());
}

/** null: it takes longer. */
export function within<T>(promise: Promise<T>, waitMs: number): Promise<T | null> {
  let timer: NodeJS.Timeout;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), waitMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
