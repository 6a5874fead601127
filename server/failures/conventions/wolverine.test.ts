import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readWolverine } from "./wolverine.ts";

it("reads enhanced dead lettering", () => {
  const evidence = readWolverine(
    deadLetter({
      "exception-type": "Shop.OutOfStockException",
      "exception-message": "no stock",
      "exception-stack": "   at Shop.Stock.Take()",
      "failed-at": "1795402242123",
      "original-destination": "rabbitmq://queue/orders",
      attempts: "3",
    }),
  );
  expect(evidence).toMatchObject({
    errors: [{ type: "Shop.OutOfStockException", text: "no stock" }],
    attemptCount: 3,
    attempts: [
      { from: 1, to: 2, certainty: "count_only" },
      { from: 3, to: 3, certainty: "exact" },
    ],
    origin: { queue: "orders" },
    diedAt: new Date(1_795_402_242_123),
  });
  expect(evidence?.strips).toContain("attempts");
});

it("does not take a lone exception-type for Wolverine's", () => {
  expect(readWolverine(deadLetter({ "exception-type": "x", attempts: "3" }))).toBeNull();
});
