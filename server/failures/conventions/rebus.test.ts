import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readRebus } from "./rebus.ts";

const details = "Connection refused: System.Net.Http.HttpRequestException: Connection refused\n   at Shop.Client.Get()";

it("parts the text from the trace", () => {
  expect(readRebus(deadLetter({ "rbs2-error-details": details, "rbs2-source-queue": "orders" }))).toMatchObject({
    errors: [{ type: null, text: "Connection refused", stack: details.slice("Connection refused: ".length) }],
    origin: { queue: "orders" },
    attempts: [{ certainty: "exact" }],
    attemptCount: null,
  });
});

it("counts deliveries without calling them attempts", () => {
  const evidence = readRebus(deadLetter({ "rbs2-error-details": "cut off", "rbs2-delivery-count": "5" }));
  expect(evidence).toMatchObject({
    attemptCount: null,
    attempts: [{ from: 1, to: 5, certainty: "count_only", source: "delivered 5 times" }],
  });
});

it("is silent on a live message", () => {
  expect(readRebus(deadLetter({ "rbs2-msg-id": "1" }))).toBeNull();
});
