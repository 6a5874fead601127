import { expect, test } from "vitest";
import { itemCounts, tabsOf } from "./item-tabs";

const none = {
  waiting: 0,
  held: 0,
  sending: 0,
  observing: 0,
  presumedOk: 0,
  processed: 0,
  confirmed: 0,
  cameBack: 0,
  failed: 0,
  unknown: 0,
  skipped: 0,
  cancelled: 0,
};
const keys = (counts: Partial<typeof none>, open: Parameters<typeof tabsOf>[2] = "all") =>
  tabsOf(7, { ...none, ...counts }, open).map(({ key }) => key);

test("a tab is there when it has items or is open", () => {
  expect(keys({ presumedOk: 4 })).toEqual(["all"]);
  expect(keys({ skipped: 1 })).toEqual(["all", "skipped"]);
  expect(keys({}, "unknown")).toEqual(["all", "unknown"]);
});

test("trouble has a tab of its own when it is of more than one kind", () => {
  expect(keys({ cameBack: 2 })).toEqual(["all", "came_back"]);
  expect(keys({ cameBack: 2, failed: 1 })).toEqual(["trouble", "all", "came_back", "failed"]);
});

test("what was cancelled counts as skipped, and all is the sum", () => {
  expect(itemCounts({ ...none, skipped: 1, cancelled: 2, confirmed: 3 })).toMatchObject({ skipped: 3, all: 6, trouble: 0 });
});
