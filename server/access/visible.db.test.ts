import { expect, test } from "vitest";
import type { Ctx } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import type { Access } from "./grant.ts";
import type { Permission } from "./permissions.ts";
import { seenIn, visibility, visibleQueues } from "./visible.ts";

test("the queues of a grant, for what it permits", async () => {
  const ctx = testContext(await testDatabase());
  await ctx.sql`insert into queues (source, name, watched, state)
    select source, name, true, 'running' from (values ('eu', 'orders.dlq'), ('eu', 'refunds.dlq'), ('us', 'orders.dlq')) as q (source, name)`;
  const names = async (may: Access) => {
    const as: Ctx = { ...ctx, principal: { ...ctx.principal, may } };
    const visible = await visibleQueues(as, "message.view");
    if (visible === "everywhere") return visible;
    return visible.map(({ source, queue }) => `${source}/${queue}`).toSorted();
  };
  const grant = { role: "viewer", permissions: ["message.view"] as const, sources: ["*"], queues: ["*"] };
  expect(await names("everything")).toBe("everywhere");
  expect(await names([grant])).toBe("everywhere");
  expect(await names([])).toEqual([]);
  expect(await names([{ ...grant, permissions: ["queue.view"] }])).toEqual([]);
  expect(await names([{ ...grant, queues: ["orders.*"] }])).toEqual(["eu/orders.dlq", "us/orders.dlq"]);
  expect(
    await names([
      { ...grant, sources: ["eu"], queues: ["orders.*"] },
      { ...grant, sources: ["us"] },
    ]),
  ).toEqual(["eu/orders.dlq", "us/orders.dlq"]);
});

test("a statement finds the queues that a list of them holds, whatever stands in names and patterns", async () => {
  const ctx = testContext(await testDatabase());
  const { sql } = ctx;
  const names = [
    "orders.dlq",
    "Orders.dlq",
    "orders_dlq",
    "ordersXdlq",
    "50%",
    "501",
    "a\\b",
    "a\\\\b",
    'a"b',
    "a,b",
    "{a}",
    "null",
    "é",
    "e\u0301",
    "\ufffd",
    "a*b",
    "aab",
    " a",
    "a",
  ];
  const sources = ["eu", "e_", "us"];
  for (const source of sources) {
    for (const name of names) await sql`insert into queues (source, name, watched, state) values (${source}, ${name}, true, 'running')`;
  }
  const patterns = [...names, "*", "orders*", "*dlq", "o*s*dlq", "*%*", "a\\*", "**", "x", "\0", "\ud800", "*\0", ""];
  const grant = { role: "viewer", permissions: ["message.view"] as const, sources: ["eu"], queues: ["*"] };
  const grants = [
    ...patterns.flatMap((pattern) => [
      [{ ...grant, queues: [pattern] }],
      [{ ...grant, sources: ["*"], queues: [pattern, "a"] }],
      [{ ...grant, sources: [pattern, "e_"] }],
      [{ ...grant, sources: ["*"], queues: ["a*"], within: { sources: ["us", "e_"], queues: [pattern] } }],
    ]),
    [],
    [{ ...grant, permissions: ["queue.view"] as const }],
    [grant, { ...grant, sources: ["us"], queues: ["a*"] }],
    [
      { ...grant, permissions: ["replay.view"] as const },
      { ...grant, sources: ["us"] },
    ],
    [
      { ...grant, permissions: ["replay.view"] as const, queues: ["o*"] },
      { ...grant, queues: ["*q"] },
    ],
  ] as const satisfies Access[];
  const needs: readonly (readonly [Permission, ...Permission[]])[] = [["message.view"], ["replay.view", "message.view"]];
  for (const may of grants) {
    const as: Ctx = { ...ctx, principal: { ...ctx.principal, may } };
    for (const needed of needs) {
      const visible = await visibleQueues(as, ...needed);
      const inStatement = visibility(as, ...needed);
      expect(inStatement === "everywhere", JSON.stringify(may)).toBe(visible === "everywhere");
      const found = await sql<{ id: number }[]>`select id from queues where true ${seenIn(sql, inStatement, sql`id`)} order by id`;
      const listed = await sql<{ id: number }[]>`select id from queues where true ${seenIn(sql, visible, sql`id`)} order by id`;
      expect(found, JSON.stringify(may)).toEqual(listed);
    }
  }
});
