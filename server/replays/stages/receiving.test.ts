import { expect, test } from "vitest";
import type { ReceivingPlace } from "../../db/schema/replays.ts";
import { hasFallen, isStanding, keepPlaces, type ToldPlace } from "./receiving.ts";

/** One place as it is told, time after time, and what is kept of it in the end. */
function keep(told: readonly Partial<ToldPlace>[], sentSeconds: number | null = 10): ReceivingPlace {
  const one = { key: "orders", name: "orders", consumers: 1, backlog: 0, needed: true, age: 0 };
  const places = told.reduce<readonly ReceivingPlace[]>((last, facts) => keepPlaces([{ ...one, ...facts }], last, sentSeconds), []);
  return places[0] as ReceivingPlace;
}
const backlogs = (...values: readonly number[]) => values.map((backlog) => ({ backlog }));

test.each([
  [[0, 3], false],
  [[5, 5], true],
  [[5, 7], true],
  [[5, 4, 9], false],
  [[5, 0, 9], false],
])("a backlog of %j after all was sent stands still: %s", (values, stands) => {
  expect(isStanding(keep(backlogs(...values)))).toBe(stands);
});

test("a backlog is compared with one that was counted after the last message was sent", () => {
  expect(isStanding(keep([{ backlog: 0, age: 20 }, { backlog: 5 }, { backlog: 5 }]))).toBe(true);
  expect(isStanding(keep(backlogs(5, 5), null))).toBe(false);
});

test("who was seen with consumers is idle without them, and one that never had any only where nobody else receives the messages", () => {
  expect(keep([{ consumers: 2 }, { consumers: 0, needed: false }])).toMatchObject({ idle: true, most: 2 });
  expect(keep([{ consumers: 0, needed: false }])).toMatchObject({ idle: false });
  expect(keep([{ consumers: 0 }])).toMatchObject({ idle: true });
  expect(keep([{ consumers: null }])).toMatchObject({ idle: false });
});

test("consumers have fallen where fewer than half of the most are left for two asks in a row", () => {
  const fall = (...values: readonly (number | null)[]) => hasFallen(keep(values.map((consumers) => ({ consumers }))));
  expect(fall(8, 3)).toBe(false);
  expect(fall(8, 3, 3)).toBe(true);
  expect(fall(8, 4, 4)).toBe(false);
  expect(fall(8, 3, 8, 3)).toBe(false);
  expect(fall(8, null, null)).toBe(false);
});
