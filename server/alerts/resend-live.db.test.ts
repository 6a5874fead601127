import { expect, test } from "vitest";
import { readConfig } from "../config/read.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { resendLive } from "./resend-live.ts";

test("what is live is sent again to channels that would forget it, and to no other", async () => {
  const clients = await testDatabase();
  const { sql } = clients;
  const text = 'channels: { am: { kind: alertmanager, url: "https://am.example.com" }, chat: { kind: log } }';
  const ctx = testContext(clients, { config: { channels: readConfig(text, "r", {}).channels } });
  const [{ id: rule }] = await sql<[{ id: number }]>`
    insert into alert_rules (origin, name, spec, changed_at) values ('page', 'r', '{}', now()) returning id`;
  const sent = async (
    key: string,
    of: { alert?: string; state?: string; minutes?: number; channel?: string; shown?: number; newer?: string },
  ) => {
    const { alert = "firing", state = "delivered", minutes = 3, channel = "am", shown = 1, newer } = of;
    const [{ id }] = await sql<[{ id: number }]>`
      insert into alerts (rule_id, key, state, severity, since, facts, facts_at, places, resolved_at)
      values (${rule}, ${key}, ${alert}::alert_state, 'error', now(), '{}', now(), '[]', ${alert === "resolved" ? new Date() : null}) returning id`;
    const ended = new Date(Date.now() - minutes * 60_000);
    await sql`
      insert into deliveries (alert_id, seq, channel, state, attempts, next_at, created_at, ended_at)
      values (${id}, 1, ${channel}, ${state}::delivery_state, 4, ${ended}, ${ended}, ${ended})`;
    if (newer)
      await sql`
        insert into deliveries (alert_id, seq, channel, state, next_at, created_at) values (${id}, 2, ${channel}, ${newer}::delivery_state, now(), now())`;
    if (shown > 0) await sql`insert into channel_refs (alert_id, channel, seq, at) values (${id}, ${channel}, ${shown}, ${ended})`;
  };
  await sent("old", {});
  await sent("given up", { state: "failed" });
  await sent("recovering", { alert: "recovering" });
  await sent("just now", { minutes: 1 });
  await sent("over", { alert: "resolved" });
  await sent("other channel", { channel: "chat" });
  await sent("never told", { state: "failed", shown: 0 });
  await sent("replaced", { state: "superseded" });
  await sent("newer waits", { newer: "pending" });
  await resendLive(ctx);
  const again = await sql<{ key: string }[]>`
    select key from deliveries d join alerts a on a.id = alert_id where d.seq = 1 and d.state = 'pending' and attempts = 0 and ended_at is null order by a.id`;
  expect(again.map(({ key }) => key)).toEqual(["old", "given up", "recovering"]);
});
