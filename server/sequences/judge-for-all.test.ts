import { expect, test } from "vitest";
import { againWords, judgeForAll } from "./judge-for-all.ts";
import type { Entry, KeyFacts, Last, Standing } from "./judge-sequence.ts";

const known = (last: bigint): Last => ({ state: "known", last, at: null });
const unmapped: Last = { state: "unmapped" };
const at = (name: string, last: Last, ...entries: readonly Entry[]): KeyFacts => ({
  name,
  last,
  entries,
  holes: false,
  readTo: null,
  isWide: false,
});
const entry = (number: bigint, standing: Standing = "dead"): Entry => ({ id: Number(number), number, standing });
const asked = (number: bigint) => ({ id: Number(number), number, producedAt: null });
const runs = (...pairs: readonly (readonly [bigint, bigint])[]) => pairs.map(([from, to]) => ({ from, to }));

test("of several consumers each gets what is sent: stale is what all have passed, and what one waits for is waited for", () => {
  const [ahead, behind] = [at("a", known(9n), entry(10n)), at("b", known(4n), entry(5n), entry(6n), entry(10n))];
  const [a, b] = [
    { name: "a", last: 9n },
    { name: "b", last: 4n },
  ];
  expect(judgeForAll([ahead, behind], asked(4n))).toEqual({ is: "stale", last: 4n, restart: false, passedBy: [a, b] });
  expect(judgeForAll([ahead, behind], asked(5n))).toEqual({ is: "next", passedBy: [a] });
  expect(judgeForAll([behind, ahead], asked(6n))).toMatchObject({ is: "waits", behind: [{ number: 5n }], missing: [], passedBy: [a] });
  expect(judgeForAll([ahead, behind], asked(12n))).toMatchObject({
    is: "waits",
    behind: [{ number: 5n }, { number: 6n }, { number: 10n }],
    missing: runs([7n, 9n], [11n, 11n]),
    passedBy: [],
  });
});

test("where one of several consumers cannot tell, what it may need is unknown, and never stale", () => {
  const away = at("b", { state: "unknown", reason: "It did not answer." });
  expect(judgeForAll([at("a", known(9n)), away], asked(5n))).toMatchObject({ is: "unknown", reason: "It did not answer." });
  expect(judgeForAll([away, at("a", known(4n), entry(5n))], asked(6n))).toMatchObject({ is: "waits" });
  expect(judgeForAll([at("a", known(9n)), at("b", { state: "absent" })], asked(5n))).toMatchObject({ is: "next" });
});

test("a consumer without a table of last numbers decides nothing beside one that has such a table", () => {
  const [mapped, other] = [at("a", known(4n), entry(5n)), at("b", unmapped, entry(3n), entry(5n))];
  expect(judgeForAll([mapped, other], asked(3n))).toMatchObject({ is: "stale", last: 4n });
  // 3 is stale, so that nothing ever sends it: 5 must not wait for it.
  expect(judgeForAll([mapped, other], asked(5n))).toMatchObject({ is: "next" });
  expect(judgeForAll([other, at("c", unmapped, entry(3n))], asked(5n))).toMatchObject({ is: "waits" });
});

test("who gets a message again is said by name", () => {
  expect(againWords([])).toBe("");
  expect(againWords([{ name: "orders", last: 9n }])).toBe("It goes again to orders, which has processed 9.");
  expect(
    againWords(
      [
        { name: "orders", last: 9n },
        { name: null, last: 7n },
      ],
      2,
    ),
  ).toBe("2 go again to orders, which has processed 9, and to a consumer, which has processed 7.");
});
