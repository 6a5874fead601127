import { expect, test } from "vitest";
import type { Kept } from "../log.ts";
import { orderedText } from "../position.ts";
import { beginOf } from "./begin.ts";

const log = { partition: 0, low: 100n, high: 1_000n };
const count = async (from: bigint, before: bigint) => (before > from ? Number(before - from) : 0);
const keptAt = (next: number | null, since: number | null = null): Kept => ({
  next: next === null ? null : orderedText(next),
  last: null,
  since: since === null ? null : orderedText(since),
});
async function begin(committed: bigint | null, kept: Kept | undefined, more: { isAnother?: boolean; empty?: boolean } = {}) {
  const { isAnother = false, empty = false } = more;
  const { offset, gap, start } = await beginOf(
    { ...log, committed },
    { memory: true, kept, isAnother, count: empty ? async () => 0 : count },
  );
  return { offset, gap: gap && [gap.from, gap.to], missing: start.missing, again: start.again, since: start.since };
}
const at = (offset: bigint, more = {}) => ({ offset, gap: null, missing: 0, again: 0, since: null, ...more });

test("a database that never read it begins where the group is, and says what is older", async () => {
  expect(await begin(null, undefined)).toEqual(at(100n));
  expect(await begin(867n, undefined)).toEqual(at(867n, { missing: 767, since: orderedText(867) }));
  expect(await begin(867n, undefined, { empty: true })).toEqual(at(867n));
  expect(await begin(100n, undefined)).toEqual(at(100n));
});

test("a database goes on where it was, whether the group is behind, gone or ahead", async () => {
  for (const committed of [null, 40n, 400n, 500n]) expect(await begin(committed, keptAt(500))).toEqual(at(500n));
  expect(await begin(867n, keptAt(500))).toEqual(at(500n, { again: 367 }));
  expect(await begin(867n, keptAt(500), { empty: true })).toEqual(at(500n));
  expect(await begin(5_000n, keptAt(500))).toEqual(at(500n));
});

test("what expired before it was read is a gap; what the group had read of the rest is read again", async () => {
  expect(await begin(50n, keptAt(50))).toEqual(at(100n, { gap: [orderedText(50), orderedText(100)] }));
  expect(await begin(300n, keptAt(50))).toEqual(at(100n, { gap: [orderedText(50), orderedText(100)], again: 200 }));
  expect(await begin(50n, undefined)).toEqual(at(100n, { gap: [orderedText(50), orderedText(100)] }));
});

test("a recreated topic is read from its first record, and nothing of the old one is counted", async () => {
  const gap = [orderedText(5_000), null];
  expect(await begin(300n, keptAt(5_000))).toEqual(at(100n, { gap }));
  expect(await begin(700n, keptAt(500, 300), { isAnother: true })).toEqual(at(100n, { gap: [orderedText(500), null] }));
});

test("a topic that is to be read again begins at its first record, without a word of a backup", async () => {
  expect(await begin(867n, keptAt(null))).toEqual(at(100n));
});

test("what is older than the database stays told until it expires", async () => {
  expect(await begin(500n, keptAt(500, 300))).toEqual(at(500n, { missing: 200, since: orderedText(300) }));
  expect(await begin(500n, keptAt(500, 90))).toEqual(at(500n));
});
