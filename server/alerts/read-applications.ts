import { noteReading } from "../applications/note-reading.ts";
import { judgeRelay, lagOf, slotProblem } from "../applications/outbox/reading.ts";
import { lastWatched, type Watched, watchOutboxes, type WatchedOutbox } from "../applications/outbox/watch.ts";
import type { Application } from "../applications/port.ts";
import type { Transaction } from "../db/client.ts";
import type { ApplicationFact, EvidenceFact, OutboxFact } from "./facts.ts";

/** A watched database is asked no more often than this, and what is older than some such rounds is not known any more. */
const everyMs = 30_000;
const staleMs = 4 * everyMs;
const firstMs = 2_000;
/** Ages are compared that were measured one after the other. */
const newerMs = 20;

/** What a database says of its outboxes, as all processes know it. */
type Reading = Omit<ApplicationFact, "name" | "hasDatabase" | "isKnown" | "evidence">;

interface Row {
  readonly name: string;
  /** null: it was never read, or never asked. Milliseconds by the clock of the database. */
  readonly ageMs: number | null;
  readonly reading: Reading | null;
  readonly evidenceAgeMs: number | null;
  readonly evidenceWhy: string | null;
}

/** What was read last of each application, by whatever process. */
export async function readApplications(tx: Transaction, all: readonly Application[]): Promise<readonly ApplicationFact[]> {
  if (all.length === 0) return [];
  const rows = new Map((await readRows(tx)).map((row) => [row.name, row]));
  return all.map(({ spec: { name, databaseUrl }, evidence }) => {
    const row = rows.get(name);
    const hasDatabase = databaseUrl !== null;
    const isKnown = !hasDatabase || (row?.ageMs ?? Number.POSITIVE_INFINITY) <= staleMs;
    const reading = (hasDatabase && isKnown && row?.reading) || { away: null, lacks: null, isPartial: false, outboxes: [] };
    return { name, hasDatabase, isKnown, ...reading, evidence: evidence && evidenceOf(row) };
  });
}

/** A process that begins reads what nobody has read lately, so that it takes nothing for unknown that it had only to ask. */
export async function readFirst(all: readonly Application[]): Promise<void> {
  await Promise.allSettled(all.filter(hasDatabase).map((one) => watchOutboxes(one, { freshMs: everyMs, waitMs: firstMs })));
}

/**
 * What this process has read since is noted for all, and a database that nobody has read for half a minute is read meanwhile: an evaluation never waits for a
 * database of somebody else. One process evaluates at a time.
 */
export async function noteApplications(tx: Transaction, all: readonly Application[]): Promise<void> {
  const watched = all.filter(hasDatabase);
  if (watched.length === 0) return;
  const ages = new Map((await readRows(tx)).map(({ name, ageMs }) => [name, ageMs]));
  for (const application of watched) {
    const { name } = application.spec;
    const last = lastWatched(application);
    const [known, own] = [ages.get(name) ?? Number.POSITIVE_INFINITY, last ? Date.now() - last.at : Number.POSITIVE_INFINITY];
    if (last && own < known - newerMs) await noteReading(tx, name, { reading: readingOf(last), ageMs: own });
    if (Math.min(known, own) >= everyMs) void watchOutboxes(application, { freshMs: everyMs, waitMs: 0 });
  }
}

const hasDatabase = ({ spec }: Application) => spec.databaseUrl !== null;

function readRows(tx: Transaction) {
  return tx<Row[]>`
    select name, (extract(epoch from clock_timestamp() - read_at) * 1000)::float8 as "ageMs", reading,
      (extract(epoch from clock_timestamp() - evidence_at) * 1000)::float8 as "evidenceAgeMs", evidence_why as "evidenceWhy"
    from application_readings`;
}

/** Pure. An endpoint is asked only while events are to be judged: of an older failure nobody knows whether it still stands. */
export function evidenceOf(row: Pick<Row, "evidenceAgeMs" | "evidenceWhy"> | undefined): EvidenceFact {
  if (!row || row.evidenceAgeMs === null) return { isKnown: false, why: null };
  const isOld = row.evidenceWhy !== null && row.evidenceAgeMs > staleMs;
  return isOld ? { isKnown: false, why: null } : { isKnown: true, why: row.evidenceWhy };
}

/** Pure. */
export function readingOf(watched: Watched): Reading {
  if (watched.state === "unknown") return { away: watched.reason, lacks: null, isPartial: false, outboxes: [] };
  const away = watched.outboxes.flatMap(({ reading }) => (reading.state === "unknown" && reading.isAway ? [reading.reason] : []));
  const untold = watched.outboxes.flatMap(({ settled }) => (settled.state === "unknown" ? [settled.reason] : []));
  return {
    away: away[0] ?? null,
    lacks: [...untold, ...watched.problems, ...watched.lacks][0] ?? null,
    isPartial: watched.problems.length > 0,
    outboxes: watched.outboxes.map(outboxOf),
  };
}

function outboxOf({ settled: { mapping }, reading }: WatchedOutbox): OutboxFact {
  const nothing = {
    table: mapping.table,
    isKnown: false,
    unpublished: 0,
    atLeast: false,
    lagMs: null,
    lagIsBound: false,
    failed: null,
    failedAtLeast: false,
    isSilent: false,
    problem: null,
  };
  switch (reading.state) {
    case "unknown":
      return nothing;
    case "log":
      return { ...nothing, isKnown: true, problem: slotProblem(reading) };
    case "read": {
      const { unpublished, oldestIsBound, failed } = reading;
      return {
        ...nothing,
        isKnown: true,
        unpublished: unpublished.n,
        atLeast: unpublished.atLeast,
        lagMs: lagOf(reading),
        lagIsBound: oldestIsBound,
        failed: failed?.n ?? null,
        failedAtLeast: failed?.atLeast ?? false,
        isSilent: judgeRelay(reading) === "silent",
      };
    }
  }
}
