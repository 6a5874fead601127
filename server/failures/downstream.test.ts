import { describe, expect, it } from "vitest";
import { downstreamsOf, type DownstreamFacts } from "./downstream.ts";
import type { Category, Need, Tie } from "./failure.ts";

const none: DownstreamFacts = {
  source: "shop",
  queue: "orders.dlq",
  category: "timeout",
  errors: [],
  frames: [],
  origin: null,
  eventType: null,
};
const noTies = { downstreams: [], needs: [] };
const failing = (text: string) => [{ type: null, text, stack: null }];
const named = (text: string, category: Category = "timeout") => downstreamsOf({ ...none, category, errors: failing(text) }, noTies).blamed;
const tie = (fields: Partial<Tie>): Tie => ({ queues: [], origins: [], eventTypes: [], errors: [], frames: [], ...fields });
const need = (name: string, ...ties: readonly Partial<Tie>[]): Need => ({ name, ties: ties.map(tie) });

describe("the downstream", () => {
  it.each([
    ["no answer from payment-gateway within 10000 ms (order ord-45619)", "payment-gateway"],
    ['I/O error on POST request for "https://api.stripe.com/v1/charges": Read timed out', "api.stripe.com"],
    ["POST https://shop:secret@pay.example.com/v1 timed out", "pay.example.com"],
    ["CircuitBreaker 'payment-gateway' is OPEN and does not permit further calls", "payment-gateway"],
    ["getaddrinfo ENOTFOUND payments.shop.svc.cluster.local", "payments.shop"],
    ["Connection refused (payments:443)", "payments"],
    ["Failed to connect to payments/10.1.2.3:443", "payments"],
    ["dial tcp: lookup payments on 10.0.0.10:53: no such host", "payments"],
    ["Connection to postgres:5432 refused", "postgres"],
    [
      "Server error '503' for url 'https://pay.example.com/v1'\nFor more information check: https://httpstatuses.example.org/503",
      "pay.example.com",
    ],
    ["Read timed out: https://pay.example.com/v1", "pay.example.com"],
    ["call failed at https://pay.example.com/v1", "pay.example.com"],
    ["See https://docs.example.org/504: POST https://pay.example.com/v1 timed out", "pay.example.com"],
  ])("of %j is %s", (text, name) => {
    expect(named(text)).toBe(name);
  });

  it.each([
    "connect ECONNREFUSED 10.0.0.1:443",
    "connect ECONNREFUSED 127.0.0.1:8080",
    "https://localhost:8080/x timed out",
    "Read timed out",
    "no answer from the server within 5 s",
    "timed out waiting for it",
    "http://ip-10-0-1-2.eu-west-1.compute.internal/x timed out",
    "connection to the database was lost",
    "Read timed out. For more information see https://docs.example.com/errors/504",
    "Request timed out (see https://go.example.com/fwlink/?id=5)",
    "Timeout. Visit the page https://help.example.com/x for details",
    'timed out: <fault xmlns="http://schemas.example.com/soap"/>',
  ])("is not named by %j", (text) => {
    expect(named(text)).toBeNull();
  });

  it("is nobody's business when the message or the code is wrong", () => {
    expect(named("cannot parse https://schemas.example.com/order", "deserialization")).toBeNull();
    expect(named("cannot parse https://schemas.example.com/order", "code_bug")).toBeNull();
  });

  it("is the configured one first, by text, type or frame", () => {
    const rules = [
      { name: "payments", match: "PaymentClient*" },
      { name: "carrier", match: "dhl" },
    ];
    const frame = { name: "PaymentClient.charge", location: null, own: true, module: "com.shop" };
    expect(downstreamsOf({ ...none, category: "code_bug", frames: [frame] }, { ...noTies, downstreams: rules }).blamed).toBe("payments");
    expect(downstreamsOf({ ...none, errors: failing("DHL is late") }, { ...noTies, downstreams: rules }).blamed).toBe("carrier");
  });
});

describe("what a message needs", () => {
  const bank = need(
    "bank",
    { queues: ["shop/pay*"], eventTypes: ["Payment*"] },
    { errors: ["card gateway"], frames: ["BankClient*"] },
    { origins: ["charge"] },
  );
  const needs = (facts: Partial<DownstreamFacts>) =>
    downstreamsOf({ ...none, ...facts }, { downstreams: [], needs: [bank, need("carrier")] }).needs;
  const origin = { queue: null, exchange: null, routingKey: null, topic: null, handler: "charge" };
  const frame = { name: "BankClient.pay", location: null, own: true, module: "shop" };

  it.each([
    ["its queue and its type", { queue: "payments.dlq", eventType: "PaymentMade" }, ["bank"]],
    ["its queue alone, where the type has to fit too", { queue: "payments.dlq", eventType: "OrderPlaced" }, []],
    ["no type, where one has to fit", { queue: "payments.dlq" }, []],
    ["its error", { errors: failing("the card gateway said no"), category: "code_bug" }, ["bank"]],
    ["a frame, where an error would do too", { frames: [frame] }, ["bank"]],
    ["where it failed", { origin }, ["bank"]],
    ["the name in its error", { errors: failing("no answer from carrier within 5 s") }, ["carrier"]],
    ["the name in its error beside a tie", { errors: failing("no answer from carrier within 5 s"), origin }, ["bank", "carrier"]],
    ["a name that is not configured", { errors: failing("no answer from stock within 5 s") }, []],
  ] as const)("follows from %s", (_, facts, expected) => {
    expect(needs(facts as Partial<DownstreamFacts>)).toEqual(expected);
  });

  it("is blamed only for a failure of the kind that a downstream causes", () => {
    const rules = { downstreams: [], needs: [bank] };
    expect(downstreamsOf({ ...none, origin, category: "timeout" }, rules)).toEqual({ blamed: "bank", isTied: true, needs: ["bank"] });
    expect(downstreamsOf({ ...none, origin, category: "code_bug" }, rules)).toEqual({ blamed: null, isTied: false, needs: ["bank"] });
    const other = { ...none, origin, errors: failing("no answer from stock within 5 s") };
    expect(downstreamsOf(other, rules)).toEqual({ blamed: "stock", isTied: false, needs: ["bank"] });
  });
});
