import { expect, test } from "vitest";
import { answerBreakers } from "./answer.ts";
import type { DownstreamState } from "./reading.ts";

const now = new Date("2026-11-23T12:00:00Z");
const line = (
  name: string,
  state: DownstreamState,
  held = 0,
  readAt: Date | null = now,
  disagreement: string | null = null,
  replays: readonly number[] = [],
  heldOfFirst = held,
) => ({
  name,
  state,
  held,
  readAt,
  disagreement,
  waiting: replays.map((id, nth) => ({ id, held: nth === 0 ? heldOfFirst : 0 })),
});
const awaited = (state: DownstreamState, held: number, ...replays: number[]) => line("bank", state, held, now, null, replays);
const doubted = line("bank", "closed", 0, now, "bank is reported closed, and its messages fail all the same.");
const said = (...all: readonly ReturnType<typeof line>[]) => Object.values(answerBreakers(all, { now, seesAll: true })).join(" | ");

test.each([
  [[], "No downstream is configured. | "],
  [[line("bank", "closed")], "bank is closed. | "],
  [[line("bank", "closed", 4), line("stock", "closed")], "All downstreams are closed. | 4 messages will go on once that has lasted."],
  [[doubted], "bank is reported closed, but its messages fail all the same. | "],
  [[doubted, line("stock", "closed")], "All downstreams are reported closed, but messages of bank fail all the same. | "],
  [[line("bank", "open")], "bank is open. No replay waits for it. | "],
  [
    [
      line("bank", "open", 3_456),
      line("carrier", "half_open"),
      line("fraud", "unknown", 0, new Date("2026-11-23T08:00:00Z")),
      line("stock", "closed"),
    ],
    "bank is open and holds 3,456 messages. | carrier is half-open. The state of fraud is unknown. fraud was last read 4 h ago. 1 other is closed.",
  ],
  [[line("fraud", "open"), line("bank", "unknown", 1)], "fraud is open. | The state of bank is unknown, and it holds 1 message."],
  [["a", "b", "c", "d"].map((name) => line(name, "open")), "a, b, c and 1 more are open. No replay waits for them. | "],
  [[awaited("open", 3, 7)], "bank is open and holds 3 messages of rpl-7. | "],
  [[awaited("open", 3, 7, 8)], "bank is open and holds 3 messages of rpl-7, and rpl-8 waits for it. | "],
  [[awaited("closed", 3, 7, 8)], "bank is closed. | 3 messages of rpl-7 and rpl-8 will go on once that has lasted."],
  [[awaited("half_open", 0, 7)], "bank is half-open, and rpl-7 waits for it. | "],
  [[awaited("half_open", 0, 9, 8, 7, 6)], "bank is half-open, and rpl-9, rpl-8, rpl-7 and 1 more wait for it. | "],
  [[awaited("closed", 0, 7)], "bank is closed. | rpl-7 will go on once that has lasted."],
  [[awaited("open", 0, 7), line("stock", "open")], "bank and stock are open, and rpl-7 waits for them. | "],
  [[line("bank", "unknown", 0, null)], "The state of bank is unknown. No replay waits for it. | bank has never been read."],
])("%j", (all, words) => {
  expect(said(...all)).toBe(words);
});

test("whoever does not see every queue is told of what they see, and nothing of the rest", () => {
  const partly = (...all: readonly ReturnType<typeof line>[]) => Object.values(answerBreakers(all, { now, seesAll: false })).join(" | ");
  expect(partly(line("bank", "open"))).toBe("bank is open. No replay that you can see waits for it. | ");
  expect(partly(line("bank", "open", 2))).toBe("bank is open and holds at least 2 messages. | ");
  // They see 10 messages, and 3 of them are of the only replay that they see as a whole.
  const some = (state: DownstreamState) => line("bank", state, 10, now, null, [7], 3);
  expect(partly(some("open"))).toBe("bank is open and holds at least 10 messages, and rpl-7 waits for it. | ");
  expect(partly(some("closed"))).toBe("bank is closed. | At least 10 messages and rpl-7 will go on once that has lasted.");
  expect(partly(line("bank", "closed", 2))).toBe("bank is closed. | At least 2 messages will go on once that has lasted.");
});
