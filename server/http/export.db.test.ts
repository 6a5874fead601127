import { expect, test } from "vitest";
import { whoAsks } from "../access/who-asks.ts";
import { exportAudit } from "../audit/export.ts";
import { auditFilter } from "../audit/input.ts";
import { exportMessages } from "../bulk/export.ts";
import type { Ctx } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { makeAccount, signedIn, signInConfig } from "../testing/people.ts";

const reason = "a test";

/** Two stretches of messages, and of audit rows of their queue; somebody who may export them. */
async function start() {
  const ctx: Ctx = { ...testContext(await testDatabase(), { config: { signIn: signInConfig } }), address: "10.0.0.1" };
  const reader = await watchQueue(ctx, "orders.dlq");
  const ids = await capture(
    ctx,
    reader,
    Array.from({ length: 300 }, () => rawMessage()),
  );
  const place = JSON.stringify([{ source: "shop", queue: reader.queue }]);
  await ctx.sql`
    insert into audit (id, at, principal_id, operation_id, permission, result, subject, places) overriding system value
    select -n, now(), (select min(id) from principals), -n, 'queue.pause', 'allowed', 'queue 1', ${place}::text::jsonb from generate_series(1, 700) n`;
  const account = await makeAccount(ctx, "ann@shop.example", { role: "lead", queues: ["orders.*"] });
  const headers = await signedIn(ctx, account);
  const ask = (isUse: boolean) => whoAsks(ctx, headers, { isUse });
  const asked = { ...ctx, ...(await ask(true)), askAgain: () => ask(false) };
  return {
    ctx,
    messages: () => exportMessages(asked, { selection: { ids: [...ids] }, reason }),
    audit: async () => exportAudit(asked, auditFilter.parse({}), "json"),
  };
}

/** Reads the first line, does something, reads the rest. */
async function read(lines: AsyncIterable<string>, meanwhile: () => Promise<unknown>) {
  let n = 0;
  try {
    for await (const _ of lines) if (++n === 1) await meanwhile();
    return { n, code: null };
  } catch (error) {
    return { n, code: (error as { readonly code: string }).code };
  }
}

test("an export breaks off where its person may no longer see what comes, and says so in the audit log", async () => {
  const { ctx, messages, audit } = await start();
  const changes = {
    ended: [
      "unauthenticated",
      () => ctx.sql`update sessions set ends_at = now()`,
      () => ctx.sql`update sessions set ends_at = now() + interval '1 hour'`,
    ],
    taken: ["forbidden", () => ctx.sql`update given_roles set role = 'nothing'`, () => ctx.sql`update given_roles set role = 'lead'`],
    less: ["forbidden", () => ctx.sql`update given_roles set role = 'responder'`, () => ctx.sql`update given_roles set role = 'lead'`],
  } as const;
  for (const [code, change, back] of Object.values(changes)) {
    for (const [open, stretch] of [
      [messages, 200],
      [audit, 500],
    ] as const) {
      expect(await read(await open(), change)).toEqual({ n: stretch, code });
      await back();
      expect((await read(await open(), async () => {})).code).toBeNull();
    }
  }
  const refused = await ctx.sql<{ permission: string }[]>`select permission from audit where result = 'refused' order by id`;
  expect(refused.map(({ permission }) => permission)).toEqual(["message.export", "audit.view", "message.export", "audit.view"]);
});

test("an export goes on over what is left, not over a queue that was taken away meanwhile", async () => {
  const { ctx, messages, audit } = await start();
  const elsewhere = () => ctx.sql`update given_roles set queues = '{refunds.*}'`;
  expect(await read(await messages(), elsewhere)).toEqual({ n: 200, code: "forbidden" });
  await ctx.sql`update given_roles set queues = '{orders.*}'`;
  expect(await read(await audit(), elsewhere)).toEqual({ n: 500, code: null });
});
