import { expect, test } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { presets } from "./roles.ts";
import { findIdleGrants } from "./idle-grants.ts";

const grant = (queues: readonly string[], sources: readonly string[] = ["*"]) => ({
  grant: { role: "viewer", permissions: presets.viewer, sources, queues },
  people: ["ana@shop.example"],
  groups: ["oncall"],
});

test("a grant whose pattern matches no queue is told, once queues are known", async () => {
  const { sql } = await testDatabase();
  const grants = [
    grant(["*"]),
    grant(["orders.*", "ordrs.*"]),
    grant(["orders.dlq", "*.dlq"], ["us"]),
    grant(["*"], ["elsewhere-*"]),
    grant(["orders.*"], ["e*", "us"]),
  ];
  const find = () => findIdleGrants(sql, { access: { roles: presets, grants } });
  expect(await find()).toEqual([]);
  await sql`insert into queues (source, name, watched, state) values ('eu', 'orders.dlq', true, 'running'), ('us', 'refunds.dlq', false, 'unwatched')`;
  expect(await find()).toEqual(
    ['"ordrs.*"', '"orders.dlq" of us'].map(
      (what) => `access.grants: viewer of ana@shop.example, oncall is for queues ${what}, and no queue that is known today matches that`,
    ),
  );
});
