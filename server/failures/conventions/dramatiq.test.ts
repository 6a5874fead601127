import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readDramatiq } from "./dramatiq.ts";

const traceback =
  'Traceback (most recent call last):\n  File "/app/shop.py", line 3, in charge\n    raise Refused("no")\nshop.Refused: no\n';
const message = {
  queue_name: "orders.XQ",
  actor_name: "charge",
  args: [{ eventId: "e-1" }],
  kwargs: {},
  options: { retries: 3, traceback },
  message_id: "m",
};

it("knows the error of the attempt before the last, and that there was one more", () => {
  expect(readDramatiq(deadLetter({}, { body: message }))).toMatchObject({
    errors: [{ type: "shop.Refused", text: "no" }],
    tries: { count: 4 },
    attempts: [{ after: 1, error: { type: "shop.Refused", text: "no" } }],
    origin: { queue: "orders", handler: "charge" },
  });
});

it("says unknown without options that tell", () => {
  expect(readDramatiq(deadLetter({}, { body: { ...message, options: {} } }))).toMatchObject({
    errors: [],
    attempts: [],
    tries: null,
  });
  expect(readDramatiq(deadLetter({}, { body: { ...message, options: { retries: -1, traceback: 7 } } }))?.tries).toBeNull();
});

it("is silent on other bodies", () => {
  expect(readDramatiq(deadLetter({}, { body: { actor_name: "x" } }))).toBeNull();
  expect(readDramatiq(deadLetter({}))).toBeNull();
});
