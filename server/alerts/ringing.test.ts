import { expect, test } from "vitest";
import { chooseTold } from "./ringing.ts";

const told = (needsSomebody: boolean, ...kinds: Parameters<typeof chooseTold>[0][number]["kind"][]) =>
  chooseTold(
    kinds.map((kind) => ({ kind })),
    needsSomebody,
  )?.kind;

test("of what a channel has not heard it tells what rings, and otherwise the newest", () => {
  expect(told(true, "worse", "changed")).toBe("worse");
  expect(told(true, "fired", "snooze_over")).toBe("fired");
  expect(told(true, "fired", "acknowledged", "taken_back", "blind")).toBe("fired");
  expect(told(true, "blind", "seen")).toBe("seen");
  expect(told(true)).toBeUndefined();
});

test("while nobody is needed it tells the newest", () => {
  expect(told(false, "fired", "acknowledged")).toBe("acknowledged");
  expect(told(false, "worse", "resolved")).toBe("resolved");
});
