import { expect, onTestFinished, test, vi } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { createTestDatabase, testDatabase } from "../testing/database.ts";
import { startProxy } from "../testing/proxy.ts";
import { openSchema } from "./open-schema.ts";

const soon = { timeout: 20_000, interval: 20 };

test("a start waits for a database that cannot be reached yet, and says so once", async () => {
  const { url } = await testDatabase();
  const { hostname, port } = new URL(url);
  const proxy = await startProxy({ host: hostname, port: Number(port) });
  onTestFinished(proxy.close);
  proxy.refuse(true);
  const through = new URL(url);
  through.port = String(proxy.port);
  const said: string[] = [];
  const opening = openSchema(through.href, (text) => said.push(text));
  await vi.waitFor(() => expect(said).toHaveLength(1), soon);
  expect(said[0]).toMatch(new RegExp(`^waiting for the database at 127.0.0.1:${proxy.port}: .*CONNECTION_CLOSED`));
  expect(said[0]).not.toContain(through.password);
  proxy.refuse(false);
  await opening;
  expect(said).toEqual([said[0], "the database is ready"]);
});

test("a start waits for a database that is read-only", async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const name = new URL(database.url).pathname.slice(1);
  const readOnly = async (on: boolean) => {
    const { sql, close } = connectDatabase(database.url, { max: 1 });
    await sql`set default_transaction_read_only = off`;
    await sql.unsafe(`alter database ${name} set default_transaction_read_only = ${on}`);
    await close();
  };
  await readOnly(true);
  const said: string[] = [];
  const opening = openSchema(database.url, (text) => said.push(text));
  await vi.waitFor(() => expect(said).toEqual([expect.stringContaining("read-only transaction")]), soon);
  await readOnly(false);
  await opening;
  expect(said.at(-1)).toBe("the database is ready");
});

test("a database that refuses who asks, or is not there, ends the start with its reason", async () => {
  const { url } = await testDatabase();
  const wrong = new URL(url);
  wrong.password = "wrong";
  await expect(openSchema(wrong.href, () => {})).rejects.toThrow("password authentication failed");
  const missing = new URL(url);
  missing.pathname = "/nowhere";
  await expect(openSchema(missing.href, () => {})).rejects.toThrow(`"nowhere" does not exist`);
});
