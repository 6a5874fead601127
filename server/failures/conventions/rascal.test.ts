import { expect, it } from "vitest";
import { deadLetter, death } from "../../testing/heads.ts";
import { readRascal } from "./rascal.ts";

const rascal = {
  originalQueue: "/orders",
  originalExchange: "shop",
  originalRoutingKey: "order.placed",
  error: { message: "no answer" },
  recovery: { "/orders": { republished: 2 } },
};

it("reads a forwarded message: the error is of the last attempt", () => {
  expect(readRascal(deadLetter({ rascal }))).toMatchObject({
    errors: [{ type: null, text: "no answer" }],
    attemptCount: 3,
    attempts: [
      { from: 1, to: 2, certainty: "count_only" },
      { from: 3, to: 3, certainty: "exact" },
    ],
    origin: { queue: "/orders", exchange: "shop", routingKey: "order.placed" },
    strips: ["rascal"],
  });
});

it("knows that a republish and nack holds the error of the attempt before", () => {
  expect(readRascal(deadLetter({ rascal, "x-death": [death()] }))?.attempts).toMatchObject([
    { from: 1, to: 1, certainty: "count_only" },
    { from: 2, to: 2, certainty: "exact" },
    { from: 3, to: 3, certainty: "count_only" },
  ]);
});

it("does not stumble over another shape", () => {
  expect(readRascal(deadLetter({ rascal: "x" }))).toBeNull();
  expect(readRascal(deadLetter({ rascal: { error: "text", recovery: ["x"] } }))).toMatchObject({
    errors: [],
    attempts: [],
    attemptCount: null,
  });
});
