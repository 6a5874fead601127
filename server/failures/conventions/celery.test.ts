import { expect, it } from "vitest";
import { deadLetter, death } from "../../testing/heads.ts";
import { readCelery } from "./celery.ts";

const task = { lang: "py", task: "shop.tasks.charge", id: "5b2f", retries: 2, origin: "gen1@web", argsrepr: "({},)" };

it("counts retries and says nothing of the error", () => {
  expect(readCelery(deadLetter(task))).toMatchObject({
    errors: [],
    tries: { count: 3, source: "retries 2" },
    attempts: [],
    origin: { queue: null, handler: "shop.tasks.charge" },
    strips: [],
  });
});

it.each(["delivery_limit", "expired", "maxlen"])("knows no number of tries where RabbitMQ took it for %s", (reason) => {
  expect(readCelery(deadLetter({ ...task, retries: 0, "x-death": [death({ reason, queue: "celery" })] }))?.tries).toBeNull();
});

it("counts the try that a worker rejected", () => {
  expect(readCelery(deadLetter({ ...task, "x-death": [death({ queue: "celery" })] }))?.tries).toMatchObject({ count: 3 });
});

it("does not take any header called task for Celery's", () => {
  expect(readCelery(deadLetter({ task: "x", id: "y" }))).toBeNull();
});
