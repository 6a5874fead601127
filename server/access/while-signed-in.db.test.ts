import { expect, onTestFinished, test } from "vitest";
import type { Ctx } from "../context.ts";
import { connectDatabase } from "../db/client.ts";
import { announce, type Topic } from "../live/announce.ts";
import { NoticeListener } from "../live/listen.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { makeAccount, makeToken, signedIn, signInConfig } from "../testing/people.ts";
import { endSession } from "./end-session.ts";
import { whileSignedIn } from "./while-signed-in.ts";
import { whoAsks } from "./who-asks.ts";

async function open() {
  const clients = await testDatabase();
  const time = { now: Date.parse("2026-11-20T12:00:00Z") };
  const ctx = testContext(clients, { clock: () => new Date(time.now), config: { signIn: signInConfig } });
  return { ctx, time, url: clients.url };
}

/** A page that another process serves, with what it heard. `done` settles when its stream ends. */
async function openPage(ctx: Ctx, url: string, headers: Headers) {
  const { sql, close } = connectDatabase(url, { max: 3 });
  const there = { ...ctx, sql };
  const stop = new AbortController();
  const ask = (isUse: boolean) => whoAsks(there, headers, { isUse });
  const heard: Topic[] = [];
  const begun = Promise.withResolvers<void>();
  const asker = await ask(true);
  const done = (async () => {
    for await (const topics of whileSignedIn(
      { ...there, ...asker, askAgain: () => ask(false) },
      new NoticeListener(sql).notices(stop.signal),
    )) {
      heard.push(...topics);
      begun.resolve();
    }
  })();
  done.catch(begun.resolve);
  onTestFinished(async () => {
    stop.abort();
    await done.catch(() => {});
    await close();
  });
  await begun.promise;
  return { heard, done };
}

const ended = { code: "unauthenticated", message: "This session has ended. Sign in again." };

test("who signs out in one process ends that session's streams in another, and no other", async () => {
  const { ctx, url } = await open();
  const ann = await makeAccount(ctx, "ann@shop.example", { role: "viewer" });
  const [ends, stays] = [await signedIn(ctx, ann), await signedIn(ctx, ann)];
  const [page, other] = [await openPage(ctx, url, ends), await openPage(ctx, url, stays)];
  await endSession({ ...ctx, ...(await whoAsks(ctx, ends, { isUse: true })) });
  await expect(page.done).rejects.toMatchObject(ended);
  await announce(ctx.sql, ["queues"]);
  await expect.poll(() => other.heard).toContain("queues");
});

test("a stream of a token ends when the token is gone", async () => {
  const { ctx, url } = await open();
  const ann = await makeAccount(ctx, "ann@shop.example", { role: "viewer" });
  const { headers } = await makeToken(ctx, ann.id, { role: "viewer" });
  const page = await openPage(ctx, url, headers);
  await ctx.sql`delete from api_tokens`;
  await announce(ctx.sql, ["people"]);
  await expect(page.done).rejects.toMatchObject(ended);
});

test("a session that runs out ends its stream without anybody telling", async () => {
  const { ctx, time, url } = await open();
  const page = await openPage(ctx, url, await signedIn(ctx, await makeAccount(ctx, "ann@shop.example")));
  time.now += 13 * 3_600_000;
  await expect(page.done).rejects.toMatchObject(ended);
});

test("a stream goes on while any role is left, and ends with the last", async () => {
  const { ctx, url } = await open();
  const ann = await makeAccount(ctx, "ann@shop.example", { role: "viewer" });
  await ctx.sql`
    insert into given_roles (person_id, role, sources, queues, given_by, given_at) values (${ann.id}, 'operator', '{*}', '{orders.*}', 0, now())`;
  const { headers } = await makeToken(ctx, ann.id, { role: "viewer" });
  const [page, program] = [await openPage(ctx, url, await signedIn(ctx, ann)), await openPage(ctx, url, headers)];
  await ctx.sql`delete from given_roles where role = 'operator'`;
  await announce(ctx.sql, ["people", "queues"]);
  await expect.poll(() => [page.heard, program.heard].every((heard) => heard.includes("queues"))).toBe(true);
  await ctx.sql`delete from given_roles`;
  await announce(ctx.sql, ["people"]);
  for (const { done } of [page, program])
    await expect(done).rejects.toMatchObject({ code: "forbidden", message: "You have no role any more. Ask somebody who gives roles." });
});
