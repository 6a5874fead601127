import { describe, expect, it } from "vitest";
import { deadLetter, death, type Plain } from "../../testing/heads.ts";
import { readXDeath } from "./x-death.ts";

const read = (headers: { readonly [name: string]: Plain }) => readXDeath(deadLetter(headers));
const rejectedAt = new Date("2026-11-23T02:49:47Z");

describe("RabbitMQ's x-death", () => {
  it("is silent without any of its headers", () => {
    expect(read({ "x-tenant": "eu" })).toBeNull();
  });

  it("counts a single rejection and knows its time, and nothing of tries", () => {
    expect(read({ "x-death": [death()] })).toMatchObject({
      reason: "rejected",
      diedAt: rejectedAt,
      tries: null,
      attempts: [],
      counts: [{ kind: "rejected", where: "orders", count: 1, firstAt: rejectedAt, source: "x-death" }],
      origin: { queue: "orders", exchange: "shop", routingKey: "order.placed" },
      strips: [],
    });
  });

  it("has the time of the first rejection only: when the last was is unknown", () => {
    const evidence = read({ "x-death": [death({ count: 4 })] });
    expect(evidence).toMatchObject({ tries: null, diedAt: null, counts: [{ count: 4, firstAt: rejectedAt }] });
  });

  it("counts the rejections of every queue, oldest first, and leaves out what only waited", () => {
    const wait = death({ reason: "expired", queue: "wait", count: 4 });
    expect(read({ "x-death": [death({ queue: "w2", count: 2 }), wait, death({ queue: "w1", count: 3 })] })?.counts).toMatchObject([
      { kind: "rejected", where: "w1", count: 3 },
      { kind: "rejected", where: "w2", count: 2 },
    ]);
  });

  it("puts rejections in the order of their times, which is not always that of the entries", () => {
    const first = death({ queue: "w1", time: new Date("2026-11-23T02:00:00Z") });
    const entries = [death({ queue: "w3", time: new Date("2026-11-23T04:00:00Z") }), first, death({ queue: "w2" })];
    expect(read({ "x-death": entries })?.counts.map(({ where }) => where)).toEqual(["w1", "w2", "w3"]);
  });

  it("knows that a delivery limit was reached, not after how many returns", () => {
    expect(read({ "x-death": [death({ queue: "slow" }), death({ queue: "work", reason: "delivery_limit" })] })?.counts).toMatchObject([
      { kind: "limit", where: "work", count: null },
      { kind: "rejected", where: "slow", count: 1 },
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
    expect(evidence?.counts).toMatchObject([{ kind: "rejected", where: "orders", count: 4 }]);
  });

  it("does not guess when it died after a wait", () => {
    const wait = death({ reason: "expired", queue: "orders.wait" });
    expect(read({ "x-death": [wait, death()] })).toMatchObject({
      diedAt: null,
      counts: [{ kind: "rejected", count: 1 }],
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
      tries: null,
      origin: { queue: "orders" },
    });
  });

  it("does not take a wait that expires again and again for a failure", () => {
    expect(read({ "x-death": [death({ reason: "expired", queue: "orders.wait", count: 3 })] })).toMatchObject({
      reason: null,
      origin: null,
    });
  });

  it.each<[string, Plain]>([
    ["a string", "rejected"],
    ["an array of strings", ["orders", "rejected"]],
    ["an empty array", []],
    ["a table", death()],
    ["nothing", null],
  ])("does not stumble over x-death that is %s", (_, value) => {
    expect(read({ "x-death": value })).toMatchObject({ headers: ["x-death"], counts: [], origin: null });
  });

  it.each<[string, Plain]>([
    ["missing", null],
    ["huge", "9223372036854775807"],
    ["beyond 32 bits", "4294967296"],
    ["negative", -1],
    ["zero", 0],
    ["no number", "many"],
  ])("says unknown for a count that is %s", (_, count) => {
    expect(read({ "x-death": [death({ count })] })).toMatchObject({ counts: [{ kind: "rejected", count: null }] });
  });

  it("says unknown for a time that is none", () => {
    for (const time of ["-62135596800", "99999999999999999999", "yesterday"])
      expect(read({ "x-death": [death({ time })] })?.diedAt).toBeNull();
  });
});
