import { expect, test } from "vitest";
import type { ApplicationSpec } from "../applications/application.ts";
import type { Processed } from "../applications/processed/processed.ts";
import { lineOf, oneMessage } from "../testing/candidate.ts";
import { processed } from "./processed.ts";

const spec = (name: string, unknown: ApplicationSpec["unknown"] = null): ApplicationSpec => ({
  name,
  engine: "postgres",
  databaseUrl: "postgres://db/x",
  consumes: [],
  tables: [],
  unknown,
});
const now = new Date("2026-11-30T12:00:00Z");
const done: Processed = { state: "processed", at: now.getTime() - 60_000, lastAt: now.getTime(), times: 1, consumers: [] };
const not: Processed = { state: "not_processed" };
const away: Processed = { state: "unknown", reason: "It could not be asked." };
const old: Processed = { state: "unknown", reason: "The event is older than what the table still keeps.", forever: true };
const way = { destination: null, sizes: null, problem: null, expiresMs: null };
const item = { id: 9, replayId: 1 };

type Says = readonly [Processed, ApplicationSpec["unknown"]?];
const facts = (says: readonly Says[], asker: { bulk?: boolean; despite?: readonly string[] } = {}) => {
  const planned = { bulk: true, despite: [], ...asker };
  return {
    told: new Map([[1, says.map(([one, unknown], nth) => ({ application: spec(`app${nth}`, unknown ?? null), says: one }))]]),
    replays: new Map([[1, planned]]),
    planned,
  };
};
const judged = (says: readonly Says[], asker = {}, message = {}) =>
  processed.judge(facts(says, asker), oneMessage({ way, ...message }), now)?.do ?? null;

test("what its application has processed is skipped; where several consume it, all of them have to have", () => {
  expect(judged([[done]])).toBe("skip");
  expect(judged([[not]])).toBeNull();
  expect(judged([[done], [done]])).toBe("skip");
  expect(judged([[done], [not]])).toBeNull();
  expect(judged([[not], [away]])).toBeNull();
  expect(judged([[done], [away]])).toBe("hold");
  expect(processed.judge({ ...facts([]), told: new Map() }, oneMessage(), now)).toBeNull();
});

test.each<[string, Processed, ApplicationSpec["unknown"], boolean, string]>([
  ["many wait for a database that may answer later", away, null, true, "hold"],
  ["one alone is sent", away, null, false, "send"],
  ["many of which it will never be known are sent", old, null, true, "send"],
  ["hold holds one alone too", away, "hold", false, "hold"],
  ["hold holds what will never be known", old, "hold", true, "hold"],
  ["send sends many", away, "send", true, "send"],
])("unknown: %s", (_what, says, unknown, bulk, becomes) => {
  expect(judged([[says, unknown]], { bulk })).toBe(becomes);
  expect(judged([[says, unknown]], { bulk }, { item, way: null })).toBe(becomes);
});

test("at the start only what was processed is kept out: the bytes that say more are read before each send", () => {
  expect(judged([[away]], {}, { way: null })).toBeNull();
  expect(judged([[done]], {}, { way: null })).toBe("skip");
});

test("a replay that also sends what was processed sends all, and says it", () => {
  expect(judged([[done]], { despite: ["processed"] })).toBe("send");
  expect(judged([[away, "hold"]], { despite: ["processed"] }, { item })).toBe("send");
  const line = lineOf(processed, facts([[done]], { despite: ["processed"] }), [oneMessage({ way })], {}, now);
  expect(line).toMatchObject({ n: 1, text: "of 1 looked up, sent all the same, since you chose so", effect: "send" });
});

test("a plan counts what it skips, what it does not know and why, and says where there is none", () => {
  const line = (says: readonly Says[]) => lineOf(processed, facts(says), [oneMessage({ way })], {}, now);
  expect(line([[done]])).toMatchObject({ n: 1, text: "of 1 looked up, skipped", effect: "skip", tone: "warn" });
  expect(line([[not]])).toMatchObject({ n: 0, text: "none of 1 looked up", effect: null });
  expect(line([[away]])).toMatchObject({
    n: null,
    text: "not known for 1 of 1 looked up: held",
    details: ["app0 cannot tell for 1: It could not be asked."],
    effect: "hold",
  });
  expect(line([[old]])).toMatchObject({ n: null, text: "not known for 1 of 1 looked up: sent" });
  // A message whose queue no application consumes is not looked up.
  expect(lineOf(processed, facts([[not]]), [oneMessage({ way }), oneMessage({ way, id: 2 })], {}, now)).toMatchObject({
    text: "none of 1 looked up",
  });
  expect(lineOf(processed, { ...facts([]), told: new Map() }, [oneMessage({ way })])).toBeNull();
});

test("a reason names the application and the time, or why nobody knows", () => {
  const { reason } = processed.words;
  expect(reason({ application: "orders", at: "2026-11-30T11:59:00.000Z", unknown: null })).toBe(
    "orders has processed its event already, at 2026-11-30 11:59:00 UTC",
  );
  expect(reason({ application: "orders", at: null, unknown: "It could not be asked." })).toMatch(/^held: whether orders has processed it/);
});
