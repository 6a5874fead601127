import { expect, test } from "vitest";
import type { Ctx } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import type { Access } from "./grant.ts";
import { visibleQueues } from "./visible.ts";

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
