import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startReplay } from "../replays/start.ts";
import { sharedKafka } from "../testing/kafka.ts";
import { openKafkaShop } from "../testing/kafka-shop.ts";
import { makeShareGroup, rejectRecords } from "../testing/kafka-tools.ts";
import { getMessage } from "../messages/get.ts";
import { listMessages } from "../messages/list.ts";
import { takeOriginal } from "./original.ts";
import { listMessagesInput } from "../messages/read-input.ts";
import { deriveEverything } from "../testing/messages.ts";

const soon = { timeout: 60_000, interval: 100 };
let kafka: Awaited<ReturnType<typeof sharedKafka>>;
beforeAll(async () => {
  kafka = await sharedKafka();
});
afterAll(() => kafka.stop());

test("what a share group rejected is whole when it is captured, is sent again byte for byte, and its comeback is known", async () => {
  const { ctx, sql, topic, dead, run, stored, produce, read } = await openKafkaShop(kafka.bootstrap, { shares: true });
  const group = `billing-${topic}`;
  makeShareGroup(kafka.bootstrap, group, dead);
  for (let n = 0; n < 4; n++) produce(`{"eventId":"e-${n}","eventType":"OrderPlaced"}`);
  rejectRecords(kafka.bootstrap, { group, topic, count: 4 });
  await vi.waitFor(() => expect(read(dead)).toHaveLength(4), soon);
  expect(read(dead).map(({ key, payload }) => key ?? payload)).toEqual([null, null, null, null]);

  const worker = await run();
  await vi.waitFor(async () => expect(await stored(), worker.log()).toBe(4), soon);
  const rows = await sql`
    select event_id as id, event_type as type, version, seq, size, attempts from messages order by event_id`;
  expect(rows[0]).toEqual({ id: "e-0", type: "OrderPlaced", version: 2, seq: 2, size: 43, attempts: null });
  expect(rows.map(({ id }) => id)).toEqual(["e-0", "e-1", "e-2", "e-3"]);
  const [first] = await sql<{ id: number }[]>`select id from messages order by id limit 1`;
  const message = await getMessage(ctx, first ?? { id: 0 });
  expect(message.answer.evidence.map(({ text }) => text)).toContain(
    "It is whole: Redrive fetched the original record, which the dead letter itself lacks.",
  );
  expect(message.diagnosis).toMatchObject({ incomplete: null, origin: { queue: topic, handler: group } });
  expect(message.history).toMatchObject([
    { seq: 2, kind: "edited", by: { kind: "system", name: "capture" }, data: { version: 2, record: { topic } } },
    { seq: 1, kind: "captured" },
  ]);
  expect(await sql`select body from bodies where version = 1`).toEqual(Array.from({ length: 4 }, () => ({ body: null })));
  expect((await listMessages(ctx, listMessagesInput.parse({}))).messages.map(({ edited }) => edited)).toEqual([false, false, false, false]);

  const everything = () => sql`select to_jsonb(m) - 'derivation' as row from messages m order by id`;
  const before = await everything();
  await deriveEverything(ctx);
  expect(await everything()).toEqual(before);

  const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
  await startReplay(ctx, { selection, target: { to: "failed_queue" }, rate: null, reason: "billing is mended" });
  await vi.waitFor(
    async () =>
      expect((await sql`select state in ('observing', 'completed') as sent from replays`)[0], worker.log()).toEqual({ sent: true }),
    soon,
  );
  const sent = read(topic);
  expect(sent).toHaveLength(8);
  const originals = sent.filter(({ headers }) => !headers.includes("x-redrive-replay"));
  const replayed = sent.filter(({ headers }) => headers.includes("x-redrive-replay"));
  expect(new Set(replayed.map(({ key, payload }) => `${key}:${payload}`))).toEqual(
    new Set(originals.map(({ key, payload }) => `${key}:${payload}`)),
  );
  expect(replayed[0]?.headers.filter((_, index) => index % 2 === 0)).toEqual([
    "tenant",
    "x-redrive-replay",
    "x-redrive-attempt",
    "x-redrive-count",
    "x-redrive-lineage",
  ]);

  rejectRecords(kafka.bootstrap, { group, topic, count: 4 });
  await vi.waitFor(async () => expect(await stored(), worker.log()).toBe(8), soon);
  expect(await sql`select count(*) as n from messages where came_back_from is not null and replay_count = 1`).toEqual([{ n: 4 }]);
}, 180_000);

test("an original that expired before it was fetched is said to be gone, and holds up none of the others", async () => {
  const { ctx, sql, topic, run, stored, produce, giveUp, expire } = await openKafkaShop(kafka.bootstrap, { shares: true });
  const lost = produce(`{"eventId":"e-lost"}`);
  await expire(topic);
  const kept = { ...lost, offset: lost.offset + 1 };
  produce(`{"eventId":"e-kept"}`);
  await giveUp([lost, kept, { partition: 99, offset: 0 }]);
  const worker = await run();
  await vi.waitFor(async () => expect(await stored(), worker.log()).toBe(3), soon);
  const rows = await sql<{ id: number; eventId: string | null; found: string }[]>`
    select m.id, m.event_id as "eventId", h.data->>'original' as found from messages m join message_history h on h.message_id = m.id and h.seq = 1
    order by m.id`;
  expect(rows.map(({ eventId, found }) => [eventId, found])).toEqual([
    [null, "gone"],
    ["e-kept", "taken"],
    [null, "gone"],
  ]);
  const { answer, seq, id } = await getMessage(ctx, rows[0] ?? { id: 0 });
  expect(answer.evidence.find(({ kind }) => kind === "original")?.text).toMatch(
    /^The share group kept only where .* Its topic did not hold that record any more/,
  );
  await expect(takeOriginal(ctx, { id, seq, reason: "try" })).rejects.toThrow(/does not hold partition \d+, offset/);
});
