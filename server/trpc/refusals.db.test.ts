import { afterAll, expect, test } from "vitest";
import { permissions } from "../access/permissions.ts";
import { exportMessages } from "../bulk/export.ts";
import { connectDatabase } from "../db/client.ts";
import { requestOf } from "../testing/context.ts";
import { createTestDatabase } from "../testing/database.ts";
import { populate } from "../testing/populate.ts";
import { appRouter } from "./router.ts";

const database = await createTestDatabase();
const clients = connectDatabase(database.url, { max: 3 });
const { sql } = clients;
const { ctx, inputs } = await populate(clients);
const nobody = requestOf({ ...ctx, principal: { kind: "token", subject: "t-1", name: "pipeline", may: [] } });
const caller = appRouter.createCaller(nobody);

afterAll(async () => {
  await clients.close();
  await database.drop();
});

interface Procedure {
  readonly _def: { readonly type: "query" | "mutation" | "subscription"; readonly meta?: { readonly own?: true; readonly anybody?: true } };
}
const procedures = appRouter._def.procedures as unknown as Readonly<Record<string, Procedure>>;

test("every procedure is in the table, and nothing else", () => {
  expect(Object.keys(inputs).toSorted()).toEqual(Object.keys(procedures).toSorted());
});

/** What concerns only whoever asks, and what a page needs before anybody is signed in. */
const isFree = (path: string) => procedures[path]?._def.meta !== undefined;

test("only these need no permission", () => {
  expect(Object.keys(procedures).filter(isFree)).toEqual([
    "alerts.push",
    "alerts.subscribe",
    "alerts.relink",
    "alerts.unsubscribe",
    "people.ways",
    "people.me",
    "people.provider",
    "people.revokeOwn",
    "access.mine",
  ]);
});

test.each(Object.entries(inputs).filter(([path]) => !isFree(path)))(
  "%s is refused to somebody who may do nothing, with one audit row and no other trace",
  async (path, input) => {
    const before = await everything();
    const { last } = await lastAudit();
    await expect(call(path, input)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringMatching(/^You lack the permission /),
    });
    expect(await everything()).toEqual(before);
    const rows = await sql<{ result: string; name: string; subject: string }[]>`
    select result, name, a.subject from audit a join principals p on p.id = principal_id where a.id > ${last}`;
    expect(rows.map(({ result, name }) => [result, name])).toEqual([["refused", "pipeline"]]);
    // A read is refused at the door, by its name; an act by its verb, which knows what it touches.
    expect(rows[0]?.subject === path).toBe(procedures[path]?._def.type !== "mutation");
  },
);

test("a page that reads again by itself leaves one refused row an hour for each address; what somebody attempts leaves one each time", async () => {
  let now = new Date();
  const asking = (address: string) => appRouter.createCaller({ ...nobody, address, clock: () => now });
  const { last } = await lastAudit();
  const read = (address = "10.0.0.1") => expect(asking(address).overview.counts()).rejects.toMatchObject({ code: "FORBIDDEN" });
  for (let n = 0; n < 5; n++) await read();
  await expect(asking("10.0.0.1").overview.summary()).rejects.toMatchObject({ code: "FORBIDDEN" });
  await read("10.0.0.2");
  now = new Date(now.getTime() + 3_599_000);
  await read();
  now = new Date(now.getTime() + 2_000);
  await read();
  await read();
  const rows = () => sql<{ subject: string; address: string }[]>`select subject, address from audit where id > ${last} order by id`;
  const counts = { subject: "overview.counts", address: "10.0.0.1" };
  expect([...(await rows())]).toEqual([
    counts,
    { subject: "overview.summary", address: "10.0.0.1" },
    { ...counts, address: "10.0.0.2" },
    counts,
  ]);
  const before = (await rows()).length;
  for (let n = 0; n < 3; n++)
    await expect(asking("10.0.0.1").alerts.testChannel({ name: "oncall" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect((await rows()).length).toBe(before + 3);
});

test("another target than the configured ones, and more replays than the limit, need permissions of their own", async () => {
  const { last } = await lastAudit();
  const chosen = { selection: { ids: [1] }, rate: null, reason: "a test" };
  await expect(caller.replays.start({ ...chosen, target: { to: "queue", queue: "orders.work" } })).rejects.toThrow(
    "You lack the permission replay.target.",
  );
  await expect(caller.replays.start({ ...chosen, target: { to: "release" } })).rejects.toThrow("message.release");
  await expect(caller.replays.start({ ...chosen, target: { to: "origin" }, beyondLimit: true })).rejects.toThrow("replay.override");
  const rows = await sql<{ permission: string }[]>`select permission from audit where id > ${last} order by id`;
  expect(rows.map(({ permission }) => permission)).toEqual(["replay.target", "message.release", "replay.override"]);
});

test("every permission is demanded somewhere", async () => {
  await exportMessages(nobody, { selection: { ids: [1] }, reason: "a test" }).catch(() => {});
  const rows = await sql<{ permission: string }[]>`select distinct permission from audit where result = 'refused'`;
  expect(rows.map(({ permission }) => permission).toSorted()).toEqual([...permissions].toSorted());
});

async function call(path: string, input: unknown): Promise<unknown> {
  const [noun = "", verb = ""] = path.split(".");
  const nouns = caller as unknown as Readonly<Record<string, Readonly<Record<string, (input: unknown) => Promise<unknown>>>>>;
  return nouns[noun]?.[verb]?.(input);
}

/** A digest of every table but those of the audit log. */
async function everything(): Promise<readonly (readonly [string, string])[]> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_stat_user_tables where schemaname = 'public' and relname not in ('audit', 'principals') order by 1`;
  return Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await sql<
        [{ digest: string }]
      >`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${sql(name)} t`;
      return [name, row.digest] as const;
    }),
  );
}

async function lastAudit(): Promise<{ readonly last: number }> {
  const [row] = await sql<[{ last: number }]>`select coalesce(max(id), 0) as last from audit`;
  return row;
}
