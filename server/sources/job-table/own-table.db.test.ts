import { expect, test } from "vitest";
import { readConfig } from "../../config/read.ts";
import { createEmptyDatabase } from "../../testing/database.ts";
import { expectJobs } from "../../testing/expect-jobs.ts";

const read = (...lines: readonly string[]) => {
  const [source] = readConfig(
    `sources:\n  jobs:\n    kind: job-table\n    database: postgres://db/orders\n${lines.map((line) => `    ${line}\n`).join("")}`,
    "redrive.yaml",
    {},
  ).sources;
  return source?.kind === "job-table" ? (source.jobs ?? null) : null;
};

test("an own table is read as redrive.yaml spells it out, and never written", async () => {
  const jobs = read(
    "jobs:",
    "  table: shop.failed_orders",
    "  id: no",
    "  queue: step",
    "  type: kind",
    "  payload: body",
    "  attempts: tries",
    "  error: last_error",
    "  failedAt: failed_at",
    "  failed: [{ column: failed_at, is: not_null }]",
    "  done: [{ column: state, in: [done] }]",
  );
  const database = await createEmptyDatabase();
  await database.sql.unsafe(`create schema shop;
    create table shop.failed_orders (no bigint primary key, step text, kind text, body jsonb, tries int, last_error text, failed_at timestamptz, state text);
    insert into shop.failed_orders values (1, 'charge', 'OrderPlaced', '{"order":7}', 3, E'no answer\n/app/charge.rb:7:in ''call''', now(), null),
      (2, 'charge', 'OrderPlaced', '{}', 1, null, null, 'done'), (3, 'charge', 'OrderPlaced', '{}', 1, 'no answer', null, null), (4, 'mail', 'OrderPlaced', '{}', 1, 'no', now(), null)`);
  await expectJobs(
    database,
    {
      preset: "own-table",
      queue: "charge",
      failed: ["1"],
      done: ["2"],
      other: ["3"],
      told: { type: null, text: "no answer", tries: 3, eventType: "OrderPlaced" },
      afterRetry: null,
    },
    jobs,
  );
});

test("every key of an own table reaches it", () => {
  const told = [
    { column: "a", is: "null" },
    { column: "b", in: ["x"] },
    { column: "c", atLeast: 1 },
    { column: "d", below: 2 },
  ];
  const conditions = "[{ column: a, is: 'null' }, { column: b, in: [x] }, { column: c, atLeast: 1 }, { column: d, below: 2 }]";
  expect(
    read(
      "jobs:",
      "  table: shop.failed",
      ...["id", "queue", "type", "payload", "attempts", "error"].map((name) => `  ${name}: its_${name}`),
      "  created: { column: written_at, zone: Europe/Berlin }",
      "  failedAt: { column: died_at, zone: Asia/Tokyo }",
      `  failed: ${conditions}`,
      `  done: ${conditions}`,
    ),
  ).toMatchObject({
    schema: "shop",
    table: "failed",
    id: "its_id",
    queue: "its_queue",
    type: "its_type",
    payload: "its_payload",
    attempts: "its_attempts",
    errors: { column: "its_error" },
    created: { column: "written_at", zone: "Europe/Berlin" },
    failedAt: { column: "died_at", zone: "Asia/Tokyo" },
    failed: told,
    done: told,
    retry: null,
  });
  expect(read("jobs: { table: shop.failed, id: id, failed: [{ column: dead, is: 'true' }] }")).toMatchObject({
    done: "removed",
    changes: "xmin",
  });
});

test("PGMQ's queue, as the guide spells it out: what was read often", async () => {
  const jobs = read(
    "jobs: { table: pgmq.q_orders, id: msg_id, payload: message, attempts: read_ct, created: enqueued_at, failed: [{ column: read_ct, atLeast: 5 }] }",
  );
  const database = await createEmptyDatabase();
  await database.sql.unsafe(`create schema pgmq;
    create table pgmq.q_orders (msg_id bigint generated always as identity primary key, read_ct int not null default 0, enqueued_at timestamptz not null default now(), vt timestamptz not null,
      message jsonb, headers jsonb);
    insert into pgmq.q_orders (read_ct, vt, message) values (5, now(), '{"order":7}'), (4, now(), '{}'), (0, now(), '{}')`);
  await expectJobs(
    database,
    {
      preset: "own-table",
      queue: "default",
      failed: ["1"],
      done: [],
      other: ["2", "3"],
      told: { type: null, text: null, tries: 5, eventType: null },
      afterRetry: null,
    },
    jobs,
  );
});

test.each([["schema: shop"], ["preset: river", "jobs: { table: shop.jobs, id: id, failed: [{ column: dead, is: 'true' }] }"]])(
  "a framework or an own table, and not both: %s",
  (...lines) => {
    expect(() => read(...lines)).toThrow("must name a preset, or spell out jobs");
  },
);

test("an own table has to say when a job is given up", () => {
  expect(() => read("jobs: { table: shop.jobs, id: id }")).toThrow("jobs.failed must say when a job is given up");
});
