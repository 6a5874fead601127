import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readCelery } from "./celery.ts";

const task = { lang: "py", task: "shop.tasks.charge", id: "5b2f", retries: 2, origin: "gen1@web", argsrepr: "({},)" };

it("counts retries and says nothing of the error", () => {
  expect(readCelery(deadLetter(task))).toMatchObject({
    errors: [],
    attemptCount: 3,
    attempts: [{ from: 1, to: 3, certainty: "count_only", error: null }],
    origin: { queue: null, handler: "shop.tasks.charge" },
    strips: [],
  });
});

it("does not take any header called task for Celery's", () => {
  expect(readCelery(deadLetter({ task: "x", id: "y" }))).toBeNull();
});
