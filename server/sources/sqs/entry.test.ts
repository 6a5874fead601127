import { expect, test } from "vitest";
import { text } from "../harness.ts";
import { prepareEntry } from "./entry.ts";
import { headOf } from "./head.ts";
import { maxBytes } from "./problem.ts";

const string = (StringValue: string) => ({ DataType: "String", StringValue });
const headWith = (attributes: Record<string, { DataType: string; StringValue: string }>) => headOf("q", { MessageAttributes: attributes });
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, string("x")]));

test("ten attributes are taken; eleven are refused with the limit", () => {
  expect(prepareEntry("q", { body: text("{}"), head: headWith(many(10)) })).not.toHaveProperty("refused");
  expect(prepareEntry("q", { body: text("{}"), head: headWith(many(11)) })).toEqual({
    refused: expect.stringMatching(/has 11 attributes.*takes 10/),
  });
});

test("a mebibyte, attributes counted, is taken; a byte more is refused with the limit", () => {
  const head = headWith({ ab: string("cde") });
  const counted = "abStringcde".length;
  const fits = new Uint8Array(maxBytes - counted).fill(97);
  expect(prepareEntry("q", { body: fits, head })).toMatchObject({ bytes: maxBytes });
  const over = new Uint8Array(maxBytes - counted + 1).fill(97);
  expect(prepareEntry("q", { body: over, head })).toEqual({ refused: expect.stringMatching(/1048577 bytes.*takes 1048576/) });
});

test.each([
  ["no body", null, /no empty body/],
  ["an empty body", new Uint8Array(), /no empty body/],
  ["broken UTF-8", new Uint8Array([0x7b, 0xff]), /not UTF-8/],
  ["NUL", text("a\u0000"), /control characters/],
  ["a noncharacter", text("a\ufffe"), /control characters/],
])("%s is refused in words", (_what, body, words) => {
  expect(prepareEntry("q", { body, head: headWith({}) })).toEqual({ refused: expect.stringMatching(words) });
});

test("a body with every kind of character that XML has is taken as it is", () => {
  const body = "\t\r\n \u007f\u0085é\ud7ff\ue000\ufffd\u{1f600}\u{10ffff}";
  expect(prepareEntry("q", { body: text(body), head: headWith({}) })).toMatchObject({ body, entry: { MessageBody: body } });
});

test("on FIFO each send has its group and a deduplication id that was never used", () => {
  const head = headOf("q.fifo", { Attributes: { MessageGroupId: "ord-1", MessageDeduplicationId: "d-1" } });
  const [one, two] = [1, 2].map(() => prepareEntry("q.fifo", { body: text("{}"), head }));
  expect(one).toMatchObject({ entry: { MessageGroupId: "ord-1", MessageDeduplicationId: expect.stringMatching(/^redrive-/) } });
  expect(one).not.toEqual(two);
});

test("on FIFO a message without a group goes by its key; without one it has a group of its own, so that none waits for another", () => {
  const group = (key: string | null, once = "5-1", queue = "q.fifo") => {
    const prepared = prepareEntry(queue, { body: text("{}"), head: headOf("q", {}) }, { once, key });
    return "entry" in prepared ? prepared.entry.MessageGroupId : prepared.refused;
  };
  expect([group("ord-1"), group("ord-1", "6-1")]).toEqual(["ord-1", "ord-1"]);
  expect(group(null, "5-1")).not.toBe(group(null, "6-1"));
  expect(group("Bestellung Zoë")).toMatch(/^redrive-[0-9a-f]{64}$/);
  expect(group("Bestellung Zoë")).toBe(group("Bestellung Zoë", "6-1"));
  expect(group("x".repeat(129))).not.toBe(group("x".repeat(130)));
  expect(group("ord-1", "5-1", "q")).toBeUndefined();
});
