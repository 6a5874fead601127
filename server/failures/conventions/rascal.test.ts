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
    tries: { count: 3 },
    attempts: [{ after: 0, error: { text: "no answer" } }],
    origin: { queue: "/orders", exchange: "shop", routingKey: "order.placed" },
    strips: ["rascal"],
  });
});

it("knows that a republish and nack holds the error of the attempt before", () => {
  expect(readRascal(deadLetter({ rascal, "x-death": [death()] }))).toMatchObject({ attempts: [{ after: 1 }], tries: { count: 3 } });
});

it("counts no try of a message that was republished only to carry its error", () => {
  const carried = { ...rascal, recovery: { "/orders": { republished: 3, immediateNack: "true" } } };
  expect(readRascal(deadLetter({ rascal: carried, "x-death": [death()] }))).toMatchObject({
    attempts: [{ after: 0 }],
    tries: { count: 3 },
  });
});

it("does not count a try that the queue may never have handed out", () => {
  expect(readRascal(deadLetter({ rascal, "x-death": [death({ reason: "expired" })] }))?.tries).toBeNull();
});

it("does not stumble over another shape", () => {
  expect(readRascal(deadLetter({ rascal: "x" }))).toBeNull();
  expect(readRascal(deadLetter({ rascal: { error: { message: "home-grown" } } }))).toBeNull();
  expect(readRascal(deadLetter({ rascal: { originalQueue: "/orders", error: "text", recovery: ["x"] } }))).toMatchObject({
    errors: [],
    attempts: [],
    tries: null,
  });
});
