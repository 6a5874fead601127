import { judgeRelay, lagOf, slotProblem } from "../applications/outbox/reading.ts";
import { lastWatched, type Watched, watchOutboxes, type WatchedOutbox } from "../applications/outbox/watch.ts";
import type { Application, LastAnswer } from "../applications/port.ts";
import type { ApplicationFact, EvidenceFact, OutboxFact } from "./facts.ts";

/** A watched database is asked no more often than this, and what is older than some such rounds is not known any more. */
const everyMs = 30_000;
const staleMs = 4 * everyMs;

/**
 * What was read last of each application's outboxes, whoever evaluates. What is older than half a minute is read again meanwhile: an evaluation never waits
 * for a database of somebody else.
 */
export function readApplications(all: readonly Application[], now: number = Date.now()): readonly ApplicationFact[] {
  return all.map((application) => {
    const { name, databaseUrl } = application.spec;
    const evidence = application.evidence && evidenceOf(application.evidence.last(), now);
    if (databaseUrl === null) return { name, isKnown: true, away: null, lacks: null, outboxes: [], evidence };
    void watchOutboxes(application, { freshMs: everyMs, waitMs: 0 });
    return { ...factOf(name, lastWatched(application), now), evidence };
  });
}

/** Pure. An endpoint is asked only while events are to be judged: of an older failure nobody knows whether it still stands. */
export function evidenceOf(last: LastAnswer | null, now: number): EvidenceFact {
  if (last?.why === null) return { isKnown: true, why: null };
  return last === null || now - last.at > staleMs ? { isKnown: false, why: null } : { isKnown: true, why: last.why };
}

/** Pure. */
export function factOf(name: string, watched: Watched | null, now: number): Omit<ApplicationFact, "evidence"> {
  const nothing = { name, away: null, lacks: null, outboxes: [] };
  if (watched === null || now - watched.at > staleMs) return { ...nothing, isKnown: false };
  if (watched.state === "unknown") return { ...nothing, isKnown: true, away: watched.reason };
  const away = watched.outboxes.flatMap(({ reading }) => (reading.state === "unknown" && reading.isAway ? [reading.reason] : []));
  const untold = watched.outboxes.flatMap(({ settled }) => (settled.state === "unknown" ? [settled.reason] : []));
  return {
    name,
    isKnown: true,
    away: away[0] ?? null,
    lacks: [...untold, ...watched.problems, ...watched.lacks][0] ?? null,
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
