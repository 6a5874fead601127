import { expect, test } from "vitest";
import type { Facts, SequenceFact } from "../facts.ts";
import type { Subject } from "../kind.ts";
import { sequenceGap } from "./sequence-gap.ts";

const now = new Date("2026-11-23T12:00:00Z");
const subject = (...ids: readonly number[]): Subject => ({
  key: "all",
  name: "everything watched",
  queues: ids.map((id) => ({ id }) as Subject["queues"][number]),
  groups: [],
  blindSince: null,
});
const judge = (
  params: { keys: number; minutes: number },
  facts: readonly (readonly [number, SequenceFact])[],
  ...ids: readonly number[]
) => [
  ...sequenceGap.judge({
    params,
    facts: { now, sequences: new Map(facts) } as unknown as Facts,
    subjects: [subject(...ids)],
    isNarrowed: false,
  }),
];
const waits = (keys: number, minutesAgo: number): SequenceFact => ({
  keys,
  messages: keys * 2,
  since: new Date(now.getTime() - minutesAgo * 60_000),
});

test("it fires for keys that have waited for long enough, over the queues that the rule looks at", () => {
  const facts = [
    [1, waits(2, 12)],
    [2, waits(1, 3)],
  ] as const;
  expect(judge({ keys: 3, minutes: 10 }, facts, 1, 2)).toMatchObject([
    { level: "over", value: 3, facts: { keys: 3, messages: 6, since: "2026-11-23T11:48:00.000Z" } },
  ]);
  expect(judge({ keys: 3, minutes: 10 }, facts, 1)).toEqual([]);
  expect(judge({ keys: 1, minutes: 10 }, facts, 2)).toEqual([]);
  expect(judge({ keys: 1, minutes: 0 }, [], 1, 2)).toEqual([]);
});

test("its words count keys, and say what waits behind them", () => {
  const [one] = judge({ keys: 1, minutes: 0 }, [[1, waits(1, 12)]], 1);
  const facts = one?.facts ?? {};
  expect(sequenceGap.words.title(facts)).toBe("1 key of everything watched waits for an earlier event");
  expect(sequenceGap.words.next(facts)).toBe(
    "2 messages wait behind, the first since 23 Nov 11:48 UTC. See Sequences for the number that each waits for.",
  );
});
