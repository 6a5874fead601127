import { expect, test } from "vitest";
import { matchWords } from "./match-words";

const places = ["orders.dlq", "orders.eu.dlq", "refunds.dlq", "stock.dlq"].map((queue) => ({ source: "shop", queue }));
const told = (queues: readonly string[], sources: readonly string[] = ["*"]) => matchWords({ sources, queues }, places);

test("which queues a role would hold in", () => {
  expect(told(["orders.*"])).toEqual({ words: "Matches 2 queues now: shop/orders.dlq, shop/orders.eu.dlq.", none: false });
  expect(told(["refunds.dlq"]).words).toBe("Matches 1 queue now: shop/refunds.dlq.");
  expect(told(["*"]).words).toBe("Matches 4 queues now: shop/orders.dlq, shop/orders.eu.dlq, shop/refunds.dlq and 1 more.");
});

test("a pattern that matches nothing is named, also beside others that match", () => {
  const later = "It holds in queues of such names that are watched later.";
  expect(told(["order.*"])).toEqual({ words: `Matches no watched queue now. Nothing matches “order.*”. ${later}`, none: true });
  expect(told(["stock.dlq", "refund.*"])).toEqual({
    words: "Matches 1 queue now: shop/stock.dlq. Nothing matches “refund.*”.",
    none: true,
  });
  expect(told(["*"], ["shpo"]).words).toBe(`Matches no watched queue now. Nothing matches “shpo”. ${later}`);
  expect(matchWords({ sources: ["*"], queues: ["*"] }, []).words).toBe(`Matches no watched queue now. ${later}`);
});

test("where there are too many, none is guessed", () => {
  expect(matchWords({ sources: ["*"], queues: ["a"] }, null).none).toBe(false);
});
