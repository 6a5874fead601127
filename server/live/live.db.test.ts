import { expect, onTestFinished, test, vi } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { announce, type Topic, topics } from "./announce.ts";
import { NoticeListener } from "./listen.ts";

/** A page that notes what it hears, until the test ends. */
function openPage(listener: NoticeListener) {
  const heard: (readonly Topic[])[] = [];
  const beats: (readonly Topic[])[] = [];
  const end = new AbortController();
  const done = (async () => {
    for await (const notice of listener.notices(end.signal)) (notice.length > 0 ? heard : beats).push(notice);
  })();
  onTestFinished(async () => {
    end.abort();
    await done.catch(() => {});
  });
  return { heard, beats, end, done };
}

test("pages hear what was committed, once and gathered, and nothing of what was rolled back", async () => {
  const { sql } = await testDatabase();
  const listener = new NoticeListener(sql);
  const pages = [openPage(listener), openPage(listener)];
  // The first connection counts as one that was lost: everything may have happened before it.
  for (const { heard } of pages) await vi.waitFor(() => expect(heard.flat().toSorted()).toEqual([...topics].toSorted()));
  for (const { heard } of pages) heard.length = 0;

  await expect(
    sql.begin(async (tx) => {
      await announce(tx, ["audit"]);
      throw new Error("rolled back");
    }),
  ).rejects.toThrow("rolled back");
  await sql.begin(async (tx) => {
    await announce(tx, ["groups", "messages"]);
    await announce(tx, ["messages"]);
  });
  for (const { heard } of pages) await vi.waitFor(() => expect(heard).toEqual([["groups", "messages"]]));
});

test("after a lost connection everything counts as announced", async () => {
  const { sql } = await testDatabase();
  const { heard } = openPage(new NoticeListener(sql));
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
  heard.length = 0;
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()`;
  await vi.waitFor(() => expect(heard.flat().toSorted()).toEqual([...topics].toSorted()), { timeout: 10_000 });
});

test("a page that has closed ends without an error, and the others go on", async () => {
  const { sql } = await testDatabase();
  const listener = new NoticeListener(sql);
  const [gone, stays] = [openPage(listener), openPage(listener)];
  await vi.waitFor(() => expect(stays.heard.length).toBeGreaterThan(0));
  gone.end.abort();
  await gone.done;
  gone.heard.length = stays.heard.length = 0;
  await announce(sql, ["queues"]);
  await vi.waitFor(() => expect(stays.heard).toEqual([["queues"]]));
  expect(gone.heard).toEqual([]);
});

test("a heartbeat comes at once and goes on, as long as the database answers", async () => {
  const { sql } = await testDatabase();
  let answers = true;
  const listener = new NoticeListener(
    new Proxy(sql, { apply: (target, self, args) => (answers ? Reflect.apply(target, self, args) : new Promise(() => {})) }),
  );
  const pages = [openPage(listener), openPage(listener)];
  for (const { beats } of pages) await vi.waitFor(() => expect(beats.length).toBeGreaterThan(0));
  for (const { beats } of pages) await vi.waitFor(() => expect(beats.length).toBeGreaterThan(2), { timeout: 8_000 });
  answers = false;
  for (const { done } of pages)
    await expect(done).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("database") });
  // Opened again it is not live either.
  await expect(openPage(listener).done).rejects.toMatchObject({ code: "unavailable" });
  // The questions that hang are forgotten.
  answers = true;
  const { beats } = openPage(listener);
  await vi.waitFor(() => expect(beats.length).toBeGreaterThan(1), { timeout: 8_000 });
}, 40_000);

test("when the process stops every stream ends, and none begins", async () => {
  const { sql } = await testDatabase();
  const listener = new NoticeListener(sql);
  const page = openPage(listener);
  await vi.waitFor(() => expect(page.beats.length).toBeGreaterThan(0));
  listener.stop();
  await expect(page.done).rejects.toMatchObject({ code: "unavailable", message: "The console is stopping." });
  await expect(openPage(listener).done).rejects.toMatchObject({ code: "unavailable" });
});
