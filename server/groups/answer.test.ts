import { expect, test } from "vitest";
import { clearSight, darkSights } from "../testing/sight.ts";
import { answerGroups, answerNothing } from "./answer.ts";
import type { CauseGroup } from "./cause.ts";
import type { CauseFacts } from "./read-causes.ts";

const timeout: CauseGroup = {
  id: 1,
  title: "PaymentTimeoutException in PaymentClient.charge",
  verdict: "transient",
  category: "timeout",
  downstream: "payment-gateway",
  queue: "payments.work.dlq",
  hasError: true,
  eventType: "OrderPlaced",
  open: 3456,
  hour: 3456,
  lastAt: clearSight.now,
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
const idle = { replays: 0, paused: 0, messages: 0, cameBack: 0 };
const causes = (groups: readonly CauseGroup[], more: Partial<CauseFacts> = {}): CauseFacts => ({
  groups,
  dead: { poison: 0, transient: 0, unknown: 0, ...Object.fromEntries(groups.map((group) => [group.verdict, group.open])) },
  hour: groups.reduce((sum, { hour }) => sum + hour, 0),
  open: groups.length,
  ...more,
});
const answer = (facts: CauseFacts, running = idle) => answerGroups({ sight: clearSight, causes: facts, running });

test("one cause is named", () => {
  expect(answer(causes([timeout]))).toEqual({
    title: "payment-gateway does not answer in time.",
    sub: "3,456 can be replayed once payment-gateway is healthy.",
  });
});

test("several causes: as few as make most of the last hour, and what the dead wait for", () => {
  const small = { ...timeout, id: 3, downstream: "shipping-api", open: 100, hour: 100 };
  const told = answer(causes([timeout, schema, small], { dead: { poison: 498, transient: 3556, unknown: 15 } }), {
    replays: 1,
    paused: 0,
    messages: 141,
    cameBack: 2,
  });
  expect(told.title).toBe("payment-gateway does not answer in time: 85 % of the last hour's dead letters.");
  const even = [timeout, { ...schema, hour: 3_000 }, small];
  expect(answer(causes(even)).title).toBe("Two causes make 98 % of the last hour's dead letters.");
  expect(told.sub).toBe(
    "3,556 can be replayed once their cause is gone. 498 need an edit or a discard. Of 15 the cause is unknown. A replay of 141 is running; 2 came back.",
  );
});

test("one that makes nearly all is named, although it falls short of most by a little", () => {
  const crumbs = Array.from({ length: 22 }, (_, index) => ({ ...schema, id: 10 + index, title: `Bug ${index}`, hour: 1 }));
  const twoQueues = [
    { ...timeout, hour: 50 },
    { ...timeout, id: 3, queue: "shop.payments.dlq", hour: 28 },
  ];
  expect(answer(causes([...twoQueues, ...crumbs])).title).toBe(
    "payment-gateway does not answer in time: 78 % of the last hour's dead letters.",
  );
});

test("many small causes: none stands out", () => {
  const many = Array.from({ length: 10 }, (_, index) => ({ ...schema, id: index, title: `Bug ${index}`, hour: 10 }));
  expect(answer(causes(many)).title).toBe("10 causes make the last hour's dead letters; none stands out.");
});

test("a quiet hour: how much is dead, and that none was added", () => {
  expect(answer(causes([{ ...schema, hour: 0 }])).title).toBe(
    "498 messages are dead in 1 group; none is known to have died in the last hour.",
  );
});

test("only muted groups grew", () => {
  expect(answer(causes([{ ...schema, hour: 0 }], { hour: 30 })).title).toContain("only muted or closed groups grew");
});

test("nothing is dead, said as far as it is known", () => {
  expect(answer(causes([])).title).toBe("Nothing is dead. All 6 queues are empty, and were read in the last 6 s.");
  expect(answerNothing(darkSights.worker)).toBe("Nothing was dead when the queues were last read. Since then nothing is known.");
  expect(answerNothing(darkSights.source)).toBe("Nothing that can be read is dead.");
  expect(answerNothing(darkSights.unconfigured)).toBe("Nothing can die here yet: no source is configured.");
  const queues = (more: Partial<typeof clearSight.queues>) => answerNothing({ ...clearSight, queues: { ...clearSight.queues, ...more } });
  const blind = (more: Partial<typeof clearSight.queues>) =>
    answerNothing({ ...darkSights.worker, queues: { ...clearSight.queues, ...more } });
  expect(blind({ neverRead: 6 })).toBe("No queue has been read yet, so it is not known whether anything is dead.");
  expect(blind({ neverRead: 2 })).toBe(
    "Nothing was dead in the queues that were read. 2 others were never read. Since then nothing is known.",
  );
  expect(blind({ waiting: 12 })).toBe(
    "Nothing captured was dead when the queues were last read. 12 messages waited in the brokers. Since then nothing is known.",
  );
  expect(blind({ waiting: null, unheld: 867 })).toBe(
    "Nothing captured was dead when the queues were last read. How much waited in the brokers was unknown. Up to 867 older records of the topics were not in this database. Since then nothing is known.",
  );
  expect(queues({ unheld: 867 })).toBe(
    "Nothing captured is dead. Up to 867 older records of the topics are not in this database: see Queues.",
  );
  expect(queues({ paused: 1 })).toBe("Nothing captured is dead. 1 queue is not being read.");
  expect(queues({ waiting: 12 })).toBe("Nothing captured is dead. 12 messages wait in the brokers.");
  expect(queues({ waiting: null })).toBe("Nothing captured is dead. How much waits in the brokers is unknown.");
  expect(queues({ watched: 0 })).toBe("No queue is watched yet.");
});

test("a cause that has killed nothing for ten minutes is not said to kill", () => {
  const healed = { ...timeout, lastAt: new Date(clearSight.now.getTime() - 22 * 60_000) };
  expect(answer(causes([healed])).title).toBe("payment-gateway did not answer in time, the last 22 min ago.");
  expect(answer(causes([healed, { ...schema, hour: 100 }])).title).toBe(
    "payment-gateway did not answer in time, the last 22 min ago: 97 % of the last hour's dead letters.",
  );
});
