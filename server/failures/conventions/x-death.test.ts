import { describe, expect, it } from "vitest";
import { deadLetter, death, type Plain } from "../../testing/heads.ts";
import { readXDeath } from "./x-death.ts";

const read = (headers: { readonly [name: string]: Plain }) => readXDeath(deadLetter(headers));
const rejectedAt = new Date("2026-11-23T02:49:47Z");

describe("RabbitMQ's x-death", () => {
  it("is silent without any of its headers", () => {
    expect(read({ "x-tenant": "eu" })).toBeNull();
  });

  it("knows a single rejection exactly", () => {
    expect(read({ "x-death": [death()] })).toMatchObject({
      reason: "rejected",
      diedAt: rejectedAt,
      attemptCount: 1,
      attempts: [{ from: 1, to: 1, at: rejectedAt, where: "orders", certainty: "exact", error: null }],
      origin: { queue: "orders", exchange: "shop", routingKey: "order.placed" },
      strips: [],
    });
  });

  it("has the time of the first rejection only: when the last was is unknown", () => {
    const evidence = read({ "x-death": [death({ count: 4 })] });
    expect(evidence).toMatchObject({ attemptCount: 4, diedAt: null });
    expect(evidence?.attempts).toMatchObject([
      { from: 1, to: 1, at: rejectedAt, certainty: "first_only" },
      { from: 2, to: 4, at: null, certainty: "count_only", source: "x-death, count 4" },
    ]);
  });

  it("takes the rejecting queue of a retry topology for the origin, not the waiting one", () => {
    const wait = death({ reason: "expired", queue: "orders.wait", exchange: "retry", count: 4, "routing-keys": ["orders"] });
    const evidence = read({
      "x-death": [wait, death({ count: 4 })],
      "x-first-death-queue": "orders",
      "x-first-death-reason": "rejected",
      "x-first-death-exchange": "shop",
    });
    expect(evidence).toMatchObject({ reason: "rejected", origin: { queue: "orders", exchange: "shop", routingKey: "order.placed" } });
    expect(evidence?.attemptCount).toBe(5);
    expect(evidence?.attempts.at(-1)).toMatchObject({ from: 5, to: 5, certainty: "count_only" });
  });

  it("does not guess whether an attempt followed a single wait", () => {
    const wait = death({ reason: "expired", queue: "orders.wait" });
    expect(read({ "x-death": [wait, death()] })).toMatchObject({
      attemptCount: null,
      diedAt: null,
      attempts: [{ certainty: "first_only" }],
    });
  });

  it("takes the original publish from x-first-death, in whatever order the entries are", () => {
    const entries = [
      death({ queue: "q4", exchange: "d" }),
      death({ queue: "q2", exchange: "b" }),
      death({ queue: "q0", exchange: "a", "routing-keys": ["k0"] }),
      death({ queue: "q1", exchange: "c" }),
    ];
    const evidence = read({
      "x-death": entries,
      "x-first-death-queue": "q0",
      "x-first-death-reason": "rejected",
      "x-first-death-exchange": "a",
    });
    expect(evidence?.origin).toMatchObject({ queue: "q4", exchange: "a", routingKey: "k0" });
    expect(read({ "x-death": entries })?.origin).toMatchObject({ queue: "q4", exchange: null, routingKey: null });
  });

  it("passes over deaths in the queue that it lies in now", () => {
    const evidence = read({ "x-death": [death({ queue: "orders.dlq", reason: "expired" }), death({ queue: "orders" })] });
    expect(evidence?.origin?.queue).toBe("orders");
    expect(read({ "x-death": [death({ queue: "orders.dlq" })] })).toMatchObject({ origin: null, reason: null });
  });

  it.each(["expired", "maxlen", "delivery_limit"])("tells no attempts of %s", (reason) => {
    expect(read({ "x-death": [death({ reason })] })).toMatchObject({
      reason,
      attempts: [],
      attemptCount: null,
      origin: { queue: "orders" },
    });
  });

  it("does not take a wait that expires again and again for a failure", () => {
    expect(read({ "x-death": [death({ reason: "expired", queue: "orders.wait", count: 3 })] })).toMatchObject({
      reason: null,
      origin: { queue: null },
    });
  });

  it.each<[string, Plain]>([
    ["a string", "rejected"],
    ["an array of strings", ["orders", "rejected"]],
    ["an empty array", []],
    ["a table", death()],
    ["nothing", null],
  ])("does not stumble over x-death that is %s", (_, value) => {
    expect(read({ "x-death": value })).toMatchObject({ headers: ["x-death"], attempts: [], attemptCount: null, origin: null });
  });

  it.each<[string, Plain]>([
    ["missing", null],
    ["huge", "9223372036854775807"],
    ["beyond 32 bits", "4294967296"],
    ["negative", -1],
    ["zero", 0],
    ["no number", "many"],
  ])("says unknown for a count that is %s", (_, count) => {
    expect(read({ "x-death": [death({ count })] })).toMatchObject({ attemptCount: null, attempts: [{ certainty: "first_only" }] });
  });

  it("says unknown for a time that is none", () => {
    for (const time of ["-62135596800", "99999999999999999999", "yesterday"])
      expect(read({ "x-death": [death({ time })] })?.diedAt).toBeNull();
  });
});
