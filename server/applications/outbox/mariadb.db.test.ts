import { expect, onTestFinished, test } from "vitest";
import { testContext } from "../../testing/context.ts";
import { testDatabase } from "../../testing/database.ts";
import { createMariaDatabase } from "../../testing/mariadb.ts";
import { listOutboxRows } from "./list-rows.ts";
import { listOutboxes } from "./list.ts";
import { publishNow } from "./publish.ts";

test("an outbox in MariaDB is read, and publishing is neither offered nor done there", async () => {
  const { url, sql: owner } = await createMariaDatabase();
  await owner.query(
    "create table `cap.published` (Id bigint primary key, Version varchar(20), Name varchar(200) not null, Content longtext, Retries int, Added datetime not null, ExpiresAt datetime, StatusName varchar(40) not null)",
  );
  await owner.query(
    "insert into `cap.published` values (1, 'v1', 'placed', '{}', 0, now(), null, 'Scheduled'), (2, 'v1', 'placed', '{}', 50, now(), null, 'Failed')",
  );
  const tables = [{ preset: "cap", schema: null, only: null }];
  const spec = { name: "shop", engine: "mysql" as const, databaseUrl: url, unknown: null, consumes: [], tables };
  const ctx = testContext(await testDatabase(), { config: { applications: [spec] } });
  onTestFinished(() => ctx.applications.close());
  const { answer, applications } = await listOutboxes(ctx);
  const [line] = applications[0]?.outboxes ?? [];
  expect(line).toMatchObject({ publishes: false, refusal: "Redrive publishes rows again only in PostgreSQL." });
  expect(answer.title).toContain("1+ events of cap.published of shop wait. Since when is not known.");
  const place = { application: "shop", schema: line?.schema ?? "", table: line?.table ?? "" };
  expect(await listOutboxRows(ctx, { ...place, state: "failed" })).toMatchObject({ away: null, rows: [{ id: "2" }], isPart: false });
  await expect(publishNow(ctx, { ...place, rows: ["2"], reason: "the broker is back" })).rejects.toThrow("only in PostgreSQL");
});

test("in MariaDB too the age of the oldest row is known", async () => {
  const { url, sql: owner } = await createMariaDatabase();
  await owner.query(
    "create table outbox (id bigint primary key, payload longtext, created_at datetime not null, published_at datetime, index (published_at))",
  );
  await owner.query("insert into outbox values (1, '{}', utc_timestamp() - interval 20 minute, null), (2, '{}', utc_timestamp(), null)");
  const tables = [{ preset: "outbox", schema: null, only: null }];
  const spec = { name: "shop", engine: "mysql" as const, databaseUrl: url, unknown: null, consumes: [], tables };
  const ctx = testContext(await testDatabase(), { config: { applications: [spec] } });
  onTestFinished(() => ctx.applications.close());
  const line = (await listOutboxes(ctx)).applications[0]?.outboxes[0];
  expect(Math.round((line?.lagMs ?? 0) / 60_000)).toBe(20);
  const place = { application: "shop", schema: line?.schema ?? "", table: line?.table ?? "" };
  expect((await listOutboxRows(ctx, { ...place, state: "unpublished" })).rows.map(({ id }) => id)).toEqual(["1", "2"]);
});
