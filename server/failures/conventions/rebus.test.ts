import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readRebus } from "./rebus.ts";

const details = "Connection refused: System.Net.Http.HttpRequestException: Connection refused\n   at Shop.Client.Get()";

it("parts the text from the trace", () => {
  expect(readRebus(deadLetter({ "rbs2-error-details": details, "rbs2-source-queue": "orders" }))).toMatchObject({
    errors: [{ type: null, text: "Connection refused", stack: details.slice("Connection refused: ".length) }],
    origin: { queue: "orders" },
    attempts: [{ after: 0 }],
    tries: null,
  });
});

it("counts deliveries without calling them attempts", () => {
  const evidence = readRebus(deadLetter({ "rbs2-error-details": "cut off", "rbs2-delivery-count": "5" }));
  expect(evidence).toMatchObject({
    tries: null,
    attempts: [{ after: 0 }],
    counts: [{ kind: "delivered", count: 5 }],
  });
});

it("is silent on a live message", () => {
  expect(readRebus(deadLetter({ "rbs2-msg-id": "1" }))).toBeNull();
});
