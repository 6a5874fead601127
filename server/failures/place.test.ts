import { expect, it } from "vitest";
import { newOrigin } from "./evidence.ts";
import { placeOf, placeWords } from "./place.ts";

it.each([
  [{ queue: "orders", exchange: "shop", handler: "charge" }, "queue orders"],
  [{ topic: "orders.topic", handler: "charge" }, "topic orders.topic; queue not carried"],
  [{ handler: "charge", exchange: "shop" }, "handler charge; queue not carried"],
  [{ exchange: "shop", routingKey: "order.placed" }, "exchange shop; queue not carried"],
  [{ exchange: "", routingKey: "orders" }, null],
  [{ routingKey: "orders" }, null],
  [{}, null],
])("%j is called %s", (origin, words) => {
  expect(placeWords(placeOf(newOrigin(origin)), false)).toBe(words);
});

it("calls the queue of a log a topic", () => {
  expect(placeWords({ kind: "queue", name: "orders" }, true)).toBe("topic orders");
});
