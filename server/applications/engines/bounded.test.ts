import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { bounded, type Client } from "./bounded.ts";

/** A client whose statements take as long as they say, in milliseconds. */
function open() {
  const log: string[] = [];
  const ends = new Set<() => void>();
  const client = (): Client => ({
    run: async (statement, _mode, leaves) => {
      const [ms = 0] = statement.queryChunks.filter((one) => typeof one === "number");
      await Promise.resolve();
      leaves();
      log.push(`${ms}`);
      await new Promise<void>((done, lost) => {
        setTimeout(done, ms);
        ends.add(() => lost(new Error("lost")));
      });
      log.push(`${ms} done`);
      return [];
    },
    end: async () => {
      log.push("dropped");
      for (const end of ends) end();
    },
  });
  return { log, client };
}

test("a question that only waited is refused as not done, never runs later, and disturbs nobody's statement", async () => {
  const { log, client } = open();
  const { run } = bounded(client, 300);
  const running = run(sql`${200}`, "read write");
  const slow = run(sql`${290}`, "read write");
  const waiting = run(sql`${1}`, "read write");
  await expect(running).resolves.toEqual([]);
  await expect(slow).rejects.toMatchObject({ code: "busy", mayBeDone: true });
  await expect(waiting).rejects.toMatchObject({ code: "busy", mayBeDone: false });
  expect(log).toEqual(["200", "200 done", "290", "dropped"]);
  await expect(run(sql`${2}`, "read only")).resolves.toEqual([]);
  expect(log.slice(4)).toEqual(["2", "2 done"]);
});

test("a statement that never left is not done, and the client that hangs is dropped and never sends it", async () => {
  const log: string[] = [];
  let connected = () => {};
  const hangs: Client = {
    run: async (_statement, _mode, leaves) => {
      await new Promise<void>((done) => (connected = done));
      leaves();
      log.push("sent");
      return [];
    },
    end: async () => void log.push("dropped"),
  };
  const { run } = bounded(() => hangs, 100);
  await expect(run(sql`1`, "read write")).rejects.toMatchObject({ code: "busy", mayBeDone: false });
  connected();
  await new Promise((done) => setTimeout(done, 10));
  expect(log).toEqual(["dropped"]);
});

test("an address that no client can be made of is away", async () => {
  const { run } = bounded(() => {
    throw new URIError("URI malformed");
  }, 300);
  await expect(run(sql`1`, "read only")).rejects.toMatchObject({ code: "away", mayBeDone: false });
});
