import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readSneakers } from "./sneakers.ts";

const entry = (n: number, text: string) => ({
  error: "reject",
  num_attempts: n,
  failed_at: `2026-11-23 02:50:0${n} UTC`,
  error_class: "Shop::OutOfStock",
  error_message: text,
  backtrace: ["/app/lib/stock.rb:12:in `take'"],
});

it("reads a list, newest first, as exact attempts", () => {
  const evidence = readSneakers(
    deadLetter({ retry_info: JSON.stringify([entry(5, "last"), entry(4, "before")]) }, { queue: "orders-error" }),
  );
  expect(evidence).toMatchObject({ tries: { count: 5 }, origin: null, diedAt: new Date("2026-11-23T02:50:05Z") });
  expect(evidence?.errors).toMatchObject([{ type: "Shop::OutOfStock", text: "last", stack: "/app/lib/stock.rb:12:in `take'" }]);
  expect(evidence?.attempts).toMatchObject([
    { after: 0, error: { text: "last" } },
    { after: 1, error: { text: "before" } },
  ]);
});

it("reads one object", () => {
  expect(readSneakers(deadLetter({ retry_info: JSON.stringify(entry(1, "only")) }))?.attempts).toMatchObject([
    { after: 0, error: { text: "only" } },
  ]);
});

it.each([
  "not json",
  "{}",
  "[]",
  "null",
  '[1,"x"]',
  '{"error":"x","num_attempts":3}',
  '{"error":"x","num_attempts":"many","failed_at":"today"}',
])("is silent on %s, which it does not write", (text) => {
  expect(readSneakers(deadLetter({ retry_info: text }))).toBeNull();
  expect(readSneakers(deadLetter({}, { body: text }))).toBeNull();
});

const base64 = (text: string) =>
  (
    Buffer.from(text)
      .toString("base64")
      .match(/.{1,60}/g) ?? []
  )
    .map((line) => `${line}\n`)
    .join("");

it("takes the message out of its own body, byte for byte, and restores its head", () => {
  const properties = {
    content_type: "application/json",
    delivery_mode: 2,
    priority: 4,
    message_id: "m-1",
    expiration: "5000",
    headers: { tenant: "north", n: 12, exact: 1.5, on: true, none: null, way: ["a", { b: 1 }], "x-death": [{ count: 5 }] },
  };
  const event = '{"amount": 12.50, "note": "é", "long": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}';
  const body = { ...entry(5, "gone"), payload: base64(event), properties: base64(JSON.stringify(properties)) };
  const evidence = readSneakers(deadLetter({}, { body, queue: "any" }));
  expect(Buffer.from(evidence?.unwrapped?.body ?? []).toString()).toBe(event);
  expect(evidence?.restores?.properties.map(({ name, value }) => [name, value.type, value.text])).toEqual([
    ["content-type", "string", "application/json"],
    ["message-id", "string", "m-1"],
    ["delivery-mode", "uint8", "2"],
    ["priority", "uint8", "4"],
  ]);
  expect(evidence?.restores?.headers).toMatchObject([
    { name: "tenant", value: { type: "string", text: "north" } },
    { name: "n", value: { type: "int64", text: "12" } },
    { name: "exact", value: { type: "double", text: "1.5" } },
    { name: "on", value: { type: "bool", text: "true" } },
    { name: "none", value: { type: "void", text: null } },
    { name: "way", value: { type: "array", items: [{ text: "a" }, { type: "table" }] } },
    { name: "x-death" },
  ]);
});

it("reads a backtrace that an older version joined", () => {
  const backtrace = "/app/lib/stock.rb:12:in `take', /app/lib/worker.rb:3:in `work'";
  const { errors } = readSneakers(deadLetter({ retry_info: JSON.stringify({ ...entry(1, "x"), backtrace }) })) ?? {};
  expect(errors?.[0]?.stack).toBe("/app/lib/stock.rb:12:in `take'\n/app/lib/worker.rb:3:in `work'");
});

it("sends nothing of a message that its record does not hold whole", () => {
  const evidence = readSneakers(deadLetter({}, { body: { ...entry(5, "gone"), payload: "a!b" } }));
  expect(evidence).toMatchObject({ unwrapped: null, incomplete: expect.stringContaining("not whole") });
});
