import { describe, expect, it } from "vitest";
import { deadLetter, death, noRules } from "../testing/heads.ts";
import { diagnoseMessage } from "./diagnose.ts";

const event = { eventType: "OrderPlaced", eventId: "e-1" };

describe("names of the broker", () => {
  const lrm = "\u200e";
  it.each(["orders\tnew", "orders\u001b[31m", "orders\u202e.dlq", ` orders${lrm} `, "q".repeat(255)])("keeps %j to the byte", (name) => {
    const headers = { "x-death": [death({ queue: name, exchange: name, "routing-keys": [name] })] };
    const found = diagnoseMessage(deadLetter(headers, { body: event }), noRules);
    expect(found.origin).toMatchObject({ queue: name, exchange: name, routingKey: name });
    expect(found.counts).toMatchObject([{ where: name }]);
  });

  it("tells apart what looks alike, also in titles", () => {
    const of = (queue: string) => diagnoseMessage(deadLetter({ "x-death": [death({ queue })] }, { body: event }), noRules);
    const [tab, space, mark] = [of("a\tb"), of("a b"), of("a\u202eb")];
    expect(new Set([tab, space, mark].map(({ fingerprint }) => fingerprint)).size).toBe(3);
    expect([tab, space, mark].map(({ title }) => title.split(" in ")[1])).toEqual(["a[U+0009]b", "a b", "a[U+202E]b"]);
  });

  it.each(["orders\0", "orders\ud800", "q".repeat(256)])("does not guess a name from %j, which no broker or database holds", (name) => {
    const headers = { "x-death": [death({ queue: name, exchange: name, "routing-keys": [name] })] };
    expect(diagnoseMessage(deadLetter(headers, { body: event }), noRules).origin).toMatchObject({
      queue: null,
      exchange: null,
      routingKey: null,
    });
  });
});
