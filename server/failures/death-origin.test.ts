import { describe, expect, it } from "vitest";
import { deadLetter, death, type Plain } from "../testing/heads.ts";
import { diagnoseMessage } from "./diagnose.ts";
import { noRules } from "../testing/heads.ts";

const died = (queue: string, reason: string, entry: { readonly [field: string]: Plain } = {}) =>
  death({ queue, reason, exchange: `to.${queue}`, "routing-keys": [`key.${queue}`], ...entry });
const first = (queue: string, reason: string, exchange = `to.${queue}`) => ({
  "x-first-death-queue": queue,
  "x-first-death-reason": reason,
  "x-first-death-exchange": exchange,
});
const read = (deaths: readonly Plain[], headers: { readonly [name: string]: Plain } = {}) => {
  const { origin, reason, title } = diagnoseMessage(deadLetter({ "x-death": deaths, ...headers }), noRules);
  return { queue: null, exchange: null, routingKey: null, ...origin, reason, title };
};

describe("where a message failed by x-death", () => {
  it("is the newest rejection, with the address of the first publish", () => {
    const deaths = [died("w2", "rejected"), died("wait", "expired"), died("w1", "rejected")];
    expect(read(deaths, first("w1", "rejected"))).toMatchObject({ queue: "w2", exchange: "to.w1", routingKey: "key.w1" });
  });

  it("is where it first expired, along a chain of queues", () => {
    const deaths = [died("q2", "expired"), died("q1", "expired")];
    expect(read(deaths, first("q1", "expired"))).toMatchObject({ queue: "q1", exchange: "to.q1", routingKey: "key.q1", reason: "expired" });
    expect(read(deaths)).toMatchObject({ queue: null, exchange: null, routingKey: null, reason: "expired" });
  });

  it("has no address where the first death was a wait: the publish that led there may have been a retry", () => {
    const deaths = [died("work", "rejected"), died("wait-2", "expired"), died("wait-1", "expired")];
    const found = read(deaths, { ...first("wait-1", "expired"), "x-retry-count": 2 });
    expect(found).toMatchObject({ queue: "work", exchange: null, routingKey: null, reason: "rejected" });
  });

  it.each<[string, readonly Plain[], { readonly [name: string]: Plain }]>([
    [
      "a ladder of named waits",
      [died("orders.retry.30s", "expired"), died("orders.retry.5s", "expired")],
      first("orders.retry.5s", "expired"),
    ],
    ["its last rung, where the broker keeps no more", [died("wait-3", "expired")], first("wait-3", "expired")],
    ["a wait that the application counts", [died("slow", "expired")], { ...first("slow", "expired"), "x-retry-count": "2" }],
    ["a wait that expires again and again", [died("slow", "expired", { count: 3 })], first("slow", "expired")],
  ])("is not carried by %s", (_, deaths, headers) => {
    expect(read(deaths, headers)).toMatchObject({
      queue: null,
      exchange: null,
      routingKey: null,
      reason: null,
      title: "No error recorded",
    });
  });

  it("does not take an unused counter or a queue that only sounds alike for a wait", () => {
    expect(read([died("orders", "expired")], { "x-retry-count": 0 })).toMatchObject({ queue: "orders", reason: "expired" });
    for (const queue of ["waiters", "retryable-orders", "delaying", "shareholders"])
      expect(read([died(queue, "expired")])).toMatchObject({ queue });
  });

  it("has no key where several are possible", () => {
    const deaths = [died("h.cc", "rejected", { "routing-keys": ["ord.new", "copy.1"] })];
    expect(read(deaths, first("h.cc", "rejected"))).toMatchObject({ queue: "h.cc", exchange: "to.h.cc", routingKey: null });
    expect(read([died("q", "rejected", { "routing-keys": [] })])).toMatchObject({ queue: "q", routingKey: null });
  });

  it("is unknown where the order of two rejecting queues is", () => {
    const wait = died("wait", "expired");
    const [early, late] = [new Date("2026-11-23T02:49:47Z"), new Date("2026-11-23T02:50:00Z")];
    const deaths = [wait, died("w1", "rejected", { time: early }), died("w2", "rejected", { time: late })];
    expect(read(deaths)).toMatchObject({ queue: "w2" });
    expect(read([wait, died("w1", "rejected"), died("w2", "rejected")])).toMatchObject({ queue: null, reason: "rejected" });
    expect(read([wait, died("w1", "rejected", { count: 2 }), died("w2", "rejected", { time: late })])).toMatchObject({ queue: null });
    // RabbitMQ 3.13 and later keep all in order, and write x-last-death-*.
    expect(read([wait, died("w1", "rejected"), died("w2", "rejected")], { "x-last-death-queue": "wait" })).toMatchObject({ queue: "w1" });
    expect(read([wait, died("w1", "rejected"), died("w1", "delivery_limit")])).toMatchObject({ queue: "w1" });
  });

  it("passes over what happened in the queue where it lies now", () => {
    expect(read([died("orders.dlq", "rejected")])).toMatchObject({ queue: null, exchange: null, reason: null });
    expect(read([died("orders.dlq", "expired"), died("work", "rejected")])).toMatchObject({ queue: "work", exchange: "to.work" });
  });
});
