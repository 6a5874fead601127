import { expect, test } from "vitest";
import { diagnoseMessage } from "../failures/diagnose.ts";
import { deadLetter, noRules, type Plain } from "../testing/heads.ts";
import { describeHead } from "./describe-head.ts";

const read = (headers: { readonly [name: string]: Plain }, properties: { readonly [name: string]: Plain } = {}) => {
  const message = deadLetter(headers, { properties });
  const strips = [{ of: "property" as const, name: "expiration", why: "It would expire again." }];
  const view = describeHead(message, { diagnosis: diagnoseMessage(message, noRules), strips, log: null });
  const told = (lines: typeof view.headers) => Object.fromEntries(lines.map(({ name, stripped }) => [name, stripped]));
  return { headers: told(view.headers), properties: told(view.properties) };
};

test("a header of an application that a replay's mark replaces is said to be", () => {
  expect(read({ "x-redrive-count": "9", "x-redrive-zone": "b" }).headers).toEqual({
    "x-redrive-count": expect.stringContaining("replaces the application's"),
    "x-redrive-zone": null,
  });
  const marks = { "x-redrive-replay": "1", "x-redrive-attempt": "2", "x-redrive-lineage": "3", "x-redrive-count": "1" };
  expect(Object.values(read(marks).headers)).toEqual(Object.keys(marks).map(() => expect.stringContaining("earlier replay")));
});

test("a property and a header of one name are told apart", () => {
  expect(read({ expiration: "never" }, { expiration: "5000" })).toEqual({
    headers: { expiration: null },
    properties: { expiration: "It would expire again." },
  });
});
