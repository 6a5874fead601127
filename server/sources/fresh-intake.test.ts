import { expect, test } from "vitest";
import { freshIntake } from "./fresh-intake.ts";
import type { Target } from "./port.ts";

test("a place is asked about once in five seconds, one that is missing or cannot be read each time", async () => {
  let [now, asked] = [0, [] as string[]];
  const read = freshIntake(
    async (target: Target) => {
      const name = target.to === "queue" ? target.queue : target.routingKey;
      asked.push(name);
      if (name === "broken") throw new Error("no answer");
      return { missing: name === "gone" ? "There is none." : null, most: { head: null, all: null } };
    },
    () => now,
  );
  const ask = (queue: string) => read({ to: "queue", queue }).catch(() => null);
  for (const name of ["a", "a", "b", "gone", "gone", "broken", "broken"]) await ask(name);
  expect(asked).toEqual(["a", "b", "gone", "gone", "broken", "broken"]);
  asked = [];
  now = 4_999;
  await ask("a");
  expect(asked).toEqual([]);
  now = 5_000;
  await Promise.all([ask("a"), ask("a")]);
  expect(asked).toEqual(["a"]);
});
