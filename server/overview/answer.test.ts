import { expect, test } from "vitest";
import type { CauseGroup } from "../groups/cause.ts";
import { clearSight, darkSights, sightNow } from "../testing/sight.ts";
import { answerOverview, type OverviewFacts } from "./answer.ts";

const timeout: CauseGroup = {
  id: 1,
  title: "PaymentTimeoutException in PaymentClient.charge",
  verdict: "transient",
  category: "connection",
  downstream: "payment-gateway",
  queue: "payments.work.dlq",
  hasError: true,
  eventType: "OrderPlaced",
  open: 3456,
  hour: 3456,
  lastAt: sightNow,
  lastKnown: true,
};
const schema: CauseGroup = {
  ...timeout,
  id: 2,
  title: "Schema mismatch",
  verdict: "poison",
  category: "deserialization",
  downstream: null,
  open: 498,
  hour: 498,
};
const facts = (groups: readonly CauseGroup[], more: Partial<OverviewFacts> = {}): OverviewFacts => ({
  sight: clearSight,
  causes: {
    groups,
    dead: { poison: 0, transient: 0, unknown: 0, ...Object.fromEntries(groups.map((group) => [group.verdict, group.open])) },
    hour: groups.reduce((sum, { hour }) => sum + hour, 0),
    open: groups.length,
  },
  running: { replays: 0, paused: 0, messages: 0, cameBack: 0 },
  expiring: null,
  failedImports: 0,
  ...more,
});

test("one cause, and what can be done with the dead", () => {
  expect(answerOverview(facts([timeout]))).toEqual({
    title: "payment-gateway cannot be reached.",
    sub: "3,456 messages are dead. 3,456 can be replayed once payment-gateway is healthy.",
  });
});

test("two causes are named", () => {
  expect(answerOverview(facts([timeout, schema]))).toEqual({
    title: "payment-gateway cannot be reached, and OrderPlaced cannot be read.",
    sub: "3,954 messages are dead. 3,456 can be replayed once payment-gateway is healthy. 498 need an edit or a discard.",
  });
});

test("more causes are counted", () => {
  const others = [3, 4].map((id) => ({ ...schema, id, title: `Bug ${id}`, hour: 20 }));
  expect(answerOverview(facts([timeout, schema, ...others])).title).toBe(
    "payment-gateway cannot be reached, OrderPlaced cannot be read, and there are 2 other causes.",
  );
});

test("a quiet hour", () => {
  const quiet = { hour: 0, lastAt: new Date(sightNow.getTime() - 2 * 3_600_000) };
  expect(answerOverview(facts([{ ...schema, ...quiet }])).title).toBe(
    "Quiet for an hour. Before that, OrderPlaced could not be read, the last 2 h ago.",
  );
  expect(
    answerOverview(
      facts([
        { ...schema, hour: 0 },
        { ...timeout, hour: 0 },
      ]),
    ).title,
  ).toBe("Nothing new is known to have failed in the last hour.");
});

test("everything that is dead is muted", () => {
  const muted = facts([]);
  expect(answerOverview({ ...muted, causes: { ...muted.causes, dead: { poison: 3, transient: 0, unknown: 0 } } }).title).toBe(
    "What is dead is muted or closed.",
  );
});

test("nothing dead; nothing dead as far as is known", () => {
  expect(answerOverview(facts([]))).toEqual({
    title: "Nothing is dead. All 6 queues are empty, and were read in the last 6 s.",
    sub: "New dead letters appear here as they arrive.",
  });
  expect(answerOverview(facts([], { sight: darkSights.worker })).title).toContain("Since then nothing is known.");
});

test("blind: the numbers are of the past", () => {
  expect(answerOverview(facts([timeout], { sight: darkSights.worker })).sub).toMatch(/^3,456 messages were dead when last read\./);
  expect(answerOverview(facts([timeout], { sight: darkSights.source })).sub).toMatch(/^3,456 messages are dead\./);
});

test("expiry within a day, replays and failed imports are said", () => {
  const at = new Date(sightNow.getTime() + 5 * 3_600_000);
  const running = { replays: 2, paused: 1, messages: 500, cameBack: 0 };
  const { sub } = answerOverview(facts([timeout], { expiring: { queue: "shipping-dlq", at }, running, failedImports: 3 }));
  expect(sub).toContain("Messages in shipping-dlq begin to expire in 5 h.");
  expect(sub).toContain("2 replays of 500 are under way, 1 paused.");
  expect(sub).toContain("3 imports failed and wait in Settings.");
  const later = new Date(sightNow.getTime() + 48 * 3_600_000);
  expect(answerOverview(facts([timeout], { expiring: { queue: "shipping-dlq", at: later } })).sub).not.toContain("expire");
});
