import { expect, test } from "vitest";
import { readConfig } from "./read.ts";

const read = (...lines: readonly string[]) =>
  readConfig(
    `applications:\n  orders:\n    database: postgres://db/orders\n    consumes: ["shop/*"]\n    tables:\n      - kind: outbox\n        table: shop.events\n${lines.map((line) => `        ${line}\n`).join("")}`,
    "redrive.yaml",
    {},
  ).applications[0]?.tables[0];

test("every key of an outbox reaches it", () => {
  const columns = ["eventId", "eventType", "destination", "key", "number", "payload", "headers", "attempts", "error"];
  const conditions = "[{ column: a, is: 'null' }, { column: b, in: [x] }, { column: c, atLeast: 1 }, { column: d, below: 2 }]";
  const told = [
    { column: "a", is: "null" },
    { column: "b", in: ["x"] },
    { column: "c", atLeast: 1 },
    { column: "d", below: 2 },
  ];
  expect(
    read(
      "id: row_id",
      ...columns.map((name) => `${name}: its_${name}`),
      "created: { column: written_at, zone: Europe/Berlin }",
      "publishedAt: { column: sent_at, zone: Asia/Tokyo }",
      ...["pending", "published", "failed"].map((name) => `${name}: ${conditions}`),
      "publishNow: { state: NEW, tries: 0, blocked: false, failed_at: 'null' }",
    ),
  ).toMatchObject({
    kind: "outbox",
    schema: "shop",
    table: "events",
    id: "row_id",
    ...Object.fromEntries(columns.map((name) => [name, `its_${name}`])),
    created: { column: "written_at", zone: "Europe/Berlin" },
    publishedAt: { column: "sent_at", zone: "Asia/Tokyo" },
    pending: told,
    published: told,
    failed: told,
    publishNow: { set: { state: "NEW", tries: 0, blocked: false, failed_at: "null" }, only: told },
    untold: [],
  });
});

test("what stands in the payload is named by its place there, and needs the payload's column", () => {
  const named = ["eventId", "eventType", "key", "number"];
  const lines = named.map((name) => `${name}: { inPayload: meta.${name} }`);
  expect(read("id: id", "payload: body", ...lines)).toMatchObject({
    payload: "body",
    ...Object.fromEntries(named.map((name) => [name, { inPayload: [`meta.${name}`] }])),
  });
  expect(() => read("id: id", ...lines)).toThrow("must name the column of the payload");
});

test("where published rows are kept, the mapping has to say which rows wait", () => {
  expect(() => read("id: id", "published: [{ column: state, in: [SENT] }]")).toThrow("tables.0.pending must say which rows wait");
  expect(read("id: id", "failed: [{ column: state, in: [DEAD] }]")).toMatchObject({ pending: [], published: null });
});

test("what a mapping leaves out is said to be unknown, and without failed rows nothing is ever written", () => {
  expect(read("id: id", "publishNow: { state: NEW }")).toMatchObject({
    pending: [],
    published: null,
    failed: null,
    publishNow: null,
    untold: [expect.stringContaining("which rows failed"), expect.stringContaining("age of rows is unknown")],
  });
});
