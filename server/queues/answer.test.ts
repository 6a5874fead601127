import { expect, test } from "vitest";
import { clearSight, darkSights } from "../testing/sight.ts";
import { answerQueues } from "./answer.ts";
import { isFault } from "./find-faults.ts";
import { lineOf, type QueueRow } from "./row.ts";
import { shareWarnings } from "./share-warnings.ts";
import type { FaultLine, QueueLine, SourceLine } from "./output.ts";

const row: QueueRow = {
  id: 1,
  source: "shop-eu",
  name: "orders.work.dlq",
  type: "quorum",
  mode: "take",
  state: "running",
  stateReason: null,
  stateMend: null,
  stateSince: new Date(0),
  pausedBy: null,
  pauseReason: null,
  origins: ["orders.work"],
  warnings: [],
  ready: 0,
  waitingSince: null,
  depthAt: new Date(0),
  aliveAt: new Date(0),
  lastCapturedAt: null,
  dead: 500,
  poison: 498,
  transient: 0,
  unclear: 2,
  lastTen: 100,
  unread: { expired: 0, recreated: 0, at: null },
  held: { missing: 0, again: 0, at: null },
  others: null,
  oldestAt: null,
  expiresAt: null,
  oldestIsBound: false,
  lastSeenAt: null,
  spark: [],
};
const warning = { code: "key_unrouted", severity: "bad" as const, text: "a second failure would vanish", mend: null };
const fault = (queue: string, more: Partial<FaultLine> = {}): FaultLine => ({
  queueId: 9,
  source: "shop-eu",
  queue,
  watched: false,
  warning,
  ...more,
});
const told = (
  rows: readonly Partial<QueueRow>[],
  found = { dead: 0, named: 0 },
  {
    sight = clearSight,
    unwatched = [],
    patterns = [],
  }: { sight?: typeof clearSight; unwatched?: readonly FaultLine[]; patterns?: readonly string[] } = {},
) => {
  const lines: QueueLine[] = rows.map((more, id) => lineOf({ ...row, id, ...more }));
  const faults = lines.flatMap(({ id, name, warnings: all }) =>
    all.filter(isFault).map((one) => fault(name, { queueId: id, watched: true, warning: one })),
  );
  const { warnings, queues } = shareWarnings(lines.map((line) => ({ ...line, warnings: line.warnings.filter((one) => !isFault(one)) })));
  const source: SourceLine = {
    name: "shop-eu",
    kind: "rabbitmq",
    product: null,
    state: "connected",
    since: null,
    lastSuccessAt: null,
    lastError: null,
    warnings,
    queues,
  };
  return answerQueues({ sight, sources: [source], faults: [...unwatched, ...faults], found, patterns });
};

test("all is well", () => {
  expect(told([{}, { dead: 700 }])).toEqual({
    title: "1,200 messages in 2 queues.",
    sub: "All of them are read, and none has a topology warning.",
  });
});

test("what cannot be read is not said to be read", () => {
  expect(told([{ state: "failed" }, {}])).toEqual({
    title: "1,000 messages in 2 queues. orders.work.dlq cannot be read.",
    sub: "Why is told at it.",
  });
  expect(told([{ state: "failed" }, { state: "failed" }]).sub).toBe("Why is told at each of them.");
});

test("the worst comes into the sentence: lost, losing and unread before only watched", () => {
  expect(told([{ warnings: [warning] }, {}]).title).toBe("orders.work.dlq can lose messages. 1,000 messages in 2 queues.");
  expect(told([{ warnings: [warning], state: "failed" }]).title).toBe(
    "orders.work.dlq can lose messages. 500 messages in 1 queue. orders.work.dlq cannot be read.",
  );
  const unread = { expired: 3, recreated: 0, at: "2026-11-23T03:00:00Z" };
  expect(told([{ unread }]).title).toBe("orders.work.dlq lost messages before they were read. 500 messages in 1 queue.");
  const held = { missing: 867, again: 0, at: "2026-11-23T03:00:00Z" };
  expect(told([{ held }]).title).toBe("orders.work.dlq held records before this database read it. 500 messages in 1 queue.");
  expect(told([{ held }, { warnings: [warning] }]).title).toMatch(/^orders\.work\.dlq can lose messages\. .* held records before/);
  expect(told([{ state: "watching" }]).title).toContain("only watched: taking from it is not safe.");
});

test("a queue that nobody watches and whose dead letters are lost is in the title, and nothing says that all is well", () => {
  const one = told([{}], undefined, {
    unwatched: [fault("orders.work"), fault("orders.work", { warning: { ...warning, code: "cycle_dropped" } })],
  });
  expect(one).toEqual({
    title: "orders.work can lose messages. 500 messages in 1 queue.",
    sub: "Redrive changes no broker by itself: it shows the command.",
  });
  expect(told([{}], undefined, { unwatched: [fault("a"), fault("a", { source: "other" })] }).title).toContain(
    "2 queues can lose messages.",
  );
  expect(told([], undefined, { unwatched: [fault("a")] }).title).toBe("a can lose messages. No queue is watched yet.");
});

test("paused, unknown depth, warnings and unwatched are the second line", () => {
  const { title, sub } = told(
    [{ pausedBy: { kind: "person", name: "local" } }, { ready: null, warnings: [{ ...warning, severity: "warn" }] }],
    { dead: 2, named: 1 },
  );
  expect(title).toBe("1,000 known messages in 2 queues.");
  expect(sub).toBe(
    "1 queue has a topology warning. Capture of orders.work.dlq is paused. How much waits in 1 queue is unknown. 2 dead-letter queues were found that nobody watches. 1 unwatched queue is named like one.",
  );
});

test("a warning that several queues have alike is told once, of their source; one of loss of each", () => {
  const blind = { code: "no_management", severity: "warn" as const, text: "Queue types are unknown.", mend: "Set management." };
  expect(told([{ warnings: [blind] }, { warnings: [blind] }]).sub).toBe("The queues of shop-eu share a warning.");
  expect(told([{ warnings: [blind] }, {}]).sub).toBe("1 queue has a topology warning.");
  expect(told([{ warnings: [warning] }, { warnings: [warning] }]).title).toBe(
    "orders.work.dlq can lose messages. 1,000 messages in 2 queues.",
  );
  const lines = [{ warnings: [blind, warning] }, { warnings: [blind] }].map((more) => lineOf({ ...row, ...more }));
  const shared = shareWarnings(lines);
  expect(shared.warnings).toEqual([blind]);
  expect(shared.queues.map(({ warnings }) => warnings)).toEqual([[warning], []]);
});

test("a name with * that no queue has yet is not told to name one", () => {
  expect(told([], undefined, { patterns: ["*.dlq", "dead.*"] })).toEqual({
    title: "No queue is watched yet.",
    sub: "No queue has a name like “*.dlq” and “dead.*” of redrive.yaml yet. Redrive looks again each minute.",
  });
});

test("nothing configured, nothing watched", () => {
  expect(told([], undefined, { sight: darkSights.unconfigured }).title).toBe("No source is configured, so nothing is watched.");
  expect(told([], { dead: 1, named: 0 })).toEqual({
    title: "No queue is watched yet.",
    sub: "Name one under “queues” of a source in redrive.yaml. 1 dead-letter queue was found that nobody watches.",
  });
});

test("no queue is known while nobody can find any: that is said, not that none is watched", () => {
  const { source, sources, worker } = darkSights;
  expect(told([], undefined, { sight: source })).toEqual({
    title: "No queue is known yet: shop-eu does not answer.",
    sub: "The queues of redrive.yaml appear here once their broker answers.",
  });
  expect(told([], undefined, { sight: sources }).title).toBe("No queue is known yet: 2 of 2 sources do not answer.");
  expect(told([], undefined, { sight: worker }).title).toBe("No queue is known yet: no worker runs.");
});

test("depth and expiry: captured messages do not expire, what is unknown stays unknown", () => {
  const at = new Date("2026-11-22T00:00:00Z");
  expect(lineOf(row)).toMatchObject({ depth: 500, expiry: { kind: "never" }, perMinute: 10 });
  expect(lineOf({ ...row, ready: 12, expiresAt: at })).toMatchObject({ depth: 512, expiry: { kind: "at", at } });
  expect(lineOf({ ...row, ready: 12 }).expiry).toEqual({ kind: "unknown" });
  expect(lineOf({ ...row, ready: null, expiresAt: at })).toMatchObject({ depth: null, expiry: { kind: "unknown" } });
});

test("who else takes from a queue is told where it is taken from, with what was seen of it", () => {
  const told = lineOf({ ...row, others: { n: 85, at: "2026-11-29T03:07:00.000Z" } });
  expect(told.warnings).toEqual([
    {
      code: "read_by_others",
      severity: "warn",
      text:
        'Another consumer takes messages from "orders.work.dlq" too: 85 messages that Redrive does not hold were in flight at 03:07 UTC. ' +
        "What it removes is never here. Stop it, or set “capture: watch” for this queue, so that Redrive leaves all messages to it.",
      mend: null,
    },
  ]);
});
