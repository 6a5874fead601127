import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Sql } from "../db/client.ts";
import { openRabbitReplay, ownDatabase } from "../testing/rabbit-replay.ts";
import { type TestRabbitMQ, startRabbitMQ } from "../testing/rabbitmq.ts";

const soon = { timeout: 90_000, interval: 50 };
const clean = { lost: [], unexpected: [], unflagged: [], unlinked: [], suspected: [] };
let rabbit: TestRabbitMQ;
beforeAll(async () => {
  rabbit = await startRabbitMQ();
});
afterAll(() => rabbit.stop());

/** What became of messages of which no two are equal, once all that was released is captured again. */
async function check(sql: Sql) {
  const items = await sql<{ id: number; state: string; body: string }[]>`
    select i.message_id as id, i.state, convert_from(b.body, 'UTF8') as body from replay_items i join bodies b on b.message_id = i.message_id`;
  const back = await sql<{ body: string; from: number | null; of: number | null; lineage: number | null }[]>`
    select convert_from(b.body, 'UTF8') as body, (h.data->>'releasedFrom')::bigint as "from", m.suspected_duplicate_of as of, m.lineage_id as lineage
    from messages m join bodies b on b.message_id = m.id join message_history h on h.message_id = m.id and h.seq = 1
    where m.id > (select max(message_id) from replay_items)`;
  const copies = Map.groupBy(back, ({ body }) => body);
  const copiesOf = (body: string) => copies.get(body) ?? [];
  const [arrived] = await sql<[{ n: number }]>`select sum(n)::int as n from minute_arrivals`;
  expect(arrived.n).toBe(items.length + back.filter(({ from }) => from === null).length);
  return {
    lost: items.filter(({ state, body }) => state === "confirmed" && copiesOf(body).length === 0),
    unexpected: [
      ...items.filter(({ state, body }) => state !== "confirmed" && state !== "unknown" && copiesOf(body).length > 0),
      ...back.filter(({ body }) => !items.some((item) => item.body === body)),
    ],
    unflagged: [...copies.values()].filter((same) => same.filter(({ of }) => of === null).length !== 1),
    unlinked: items.filter(({ id, body }) => {
      const linked = copiesOf(body).filter(({ from, lineage }) => from === id && lineage === id);
      return copiesOf(body).length > 0 && linked.length !== 1;
    }),
    suspected: back.filter(({ from, of }) => from !== null && of !== null),
    again: back.length,
    doubled: back.filter(({ of }) => of !== null).length,
    unknown: items.filter(({ state }) => state === "unknown").length,
  };
}

async function settle(opened: Awaited<ReturnType<typeof openRabbitReplay>>) {
  const { ctx, run, completed, waiting } = opened;
  const worker = await run();
  await completed(worker.log);
  await vi.waitFor(async () => expect(await waiting(), worker.log()).toBe(0), soon);
  expect(await worker.kill("SIGTERM")).toBe(0);
  expect(await waiting()).toBe(0);
  return check(ctx.sql);
}

test.each(["replay.intent", "replay.part", "replay.published", "replay.settled", "capture.written", "capture.part", "capture.committed"])(
  "released and killed at %s, with capture on: nothing is lost, what comes back is linked, no copy is unflagged",
  async (point) => {
    const opened = await openRabbitReplay(rabbit, { count: 4_500, databaseUrl: await ownDatabase(), release: true });
    const victim = await opened.run(point);
    expect(await victim.ended, victim.log()).toBe("SIGKILL");
    await opened.expire();
    const { again, doubled, unknown, ...sets } = await settle(opened);
    expect(sets).toEqual(clean);
    expect(again).toBeGreaterThan(0);
    if (point === "capture.committed") expect(doubled).toBeGreaterThan(0);
    if (point === "replay.intent" || point === "replay.part") expect(unknown).toBeGreaterThan(0);
  },
);

test("killed again and again while it releases and captures: the same", async () => {
  // No more than the start makes items of: the rest would be skipped, since their queue is captured.
  const opened = await openRabbitReplay(rabbit, { count: 4_500, rate: 400, databaseUrl: await ownDatabase(), release: true });
  const confirmed = async () => (await opened.states())["confirmed"] ?? 0;
  for (let round = 1; round <= 4; round++) {
    const worker = await opened.run();
    await vi.waitFor(async () => expect(await confirmed(), worker.log()).toBeGreaterThan(round * 400), { ...soon, interval: 5 });
    await worker.kill("SIGKILL");
    await opened.expire();
  }
  expect(await settle(opened)).toMatchObject(clean);
});
