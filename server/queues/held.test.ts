import { expect, test } from "vitest";
import { warnOfHeld } from "./held.ts";

const at = new Date("2026-11-23T03:12:44Z");

test("what this database does not hold is counted, with when that was noticed", () => {
  const [warning] = warnOfHeld({ missing: 867, again: 0, at });
  expect(warning).toMatchObject({ code: "not_held", severity: "bad" });
  expect(warning?.text).toMatch(/^Up to 867 older records are not in this database \(noticed 2026-11-23 03:12 UTC\)\./);
  expect(warnOfHeld({ missing: 1, again: 0, at })[0]?.text).toMatch(/^Up to 1 older record is not/);
});

test("what was read again is told as of a database that may be a restored backup", () => {
  const [warning] = warnOfHeld({ missing: 0, again: 367, at });
  expect(warning).toMatchObject({ code: "read_again", severity: "warn" });
  expect(warning?.text).toMatch(/^Up to 367 records were read again .* as after a restored backup\./);
});

test("where database and group agree nothing is said", () => {
  expect(warnOfHeld({ missing: 0, again: 0, at: null })).toEqual([]);
  expect(warnOfHeld({ missing: 0, again: 0, at })).toEqual([]);
});
