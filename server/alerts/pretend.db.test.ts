import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { actOnAlert } from "./act.ts";
import { openChannel } from "./channels.ts";
import { startEvaluating } from "./evaluate-alerts.ts";
import { listAlertsInput } from "./input.ts";
import { listAlerts } from "./list.ts";
import { listPretended } from "./list-pretended.ts";
import { readNotice } from "./read-notice.ts";

const onlyRefunds = [{ role: "viewer", permissions: ["alert.view", "group.view"], sources: ["shop"], queues: ["refunds.*"] }] as const;

test("the demo shows what Slack would get, changed in place, with its thread", async () => {
  const ctx = testContext(await testDatabase(), { config: { channels: [{ kind: "pretend", name: "slack" }] } });
  const reader = await watchQueue(ctx);
  await ctx.sql`update queues set alive_at = now() + interval '1 day'`;
  await capture(ctx, reader, [rawMessage()]);
  await startEvaluating()(ctx, { gapMs: 0 });
  const [alert] = (await listAlerts(ctx, listAlertsInput.parse({}))).alerts;
  const id = alert?.id ?? 0;
  const channel = openChannel({ kind: "pretend", name: "slack" }, ctx);
  const { signal } = new AbortController();
  const tell = async (seq: number) => {
    const notice = await readNotice(ctx, id, seq);
    if (!notice) throw new Error(`There is no transition ${seq}.`);
    const [row] = await ctx.sql<{ ref: Readonly<Record<string, string>> | null }[]>`select ref from channel_refs`;
    const answer = row ? await channel.update(notice, row.ref, signal, false) : await channel.post(notice, signal, false);
    if (answer.is !== "delivered") throw new Error(answer.said);
    await ctx.sql`
      insert into channel_refs (alert_id, channel, ref, seq, at) values (${id}, 'slack', ${JSON.stringify(answer.ref)}::text::jsonb, ${seq}, now())
      on conflict (alert_id, channel) do update set ref = excluded.ref, seq = excluded.seq`;
  };
  expect(await listPretended(ctx)).toEqual({ channels: ["slack"], posts: [] });
  await tell(1);
  const [first] = (await listPretended(ctx)).posts;
  expect(first).toMatchObject({ alertId: id, replies: [] });
  const buttonsOf = (post: typeof first) =>
    post?.message.blocks.flatMap((block) => (block.type === "actions" ? block.elements.map(({ text }) => text.text) : []));
  expect(buttonsOf(first)).toEqual(["Acknowledge", "Snooze 1 h", "Open in Redrive", expect.any(String)]);
  await actOnAlert(ctx, { id, act: "acknowledge", reason: "" });
  await tell(2);
  await tell(2);
  const { posts } = await listPretended(ctx);
  expect(posts).toHaveLength(1);
  expect(buttonsOf(posts[0])).toContain("Take back");
  expect(posts[0]?.replies.map(({ text }) => text)).toEqual(["test acknowledged it. No step of the escalation is taken."]);
  expect((await listPretended({ ...ctx, principal: { ...ctx.principal, may: onlyRefunds } })).posts).toEqual([]);
  await ctx.sql`update channel_refs set ref = '{"ts": "1.2"}'`;
  expect((await listPretended(ctx)).posts).toEqual([]);
  expect(await listPretended({ ...ctx, config: { ...ctx.config, channels: [] } })).toEqual({ channels: [], posts: [] });
});
