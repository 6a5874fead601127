import { expect, onTestFinished, test } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { shop } from "../testing/messages.ts";
import { startProxy } from "../testing/proxy.ts";
import { readReadiness } from "./readiness.ts";

test("anybody may ask whether it is ready: of a source that fails there is no word of the broker", async () => {
  const ctx = testContext(await testDatabase(), { config: { sources: [shop] } });
  await ctx.sql`
    insert into sources (name, kind, state, since, last_error, last_error_at) values ('shop', 'memory', 'failed', now(), 'ECONNREFUSED 10.0.0.7', now())`;
  const { sources } = await readReadiness(ctx);
  expect(sources).toEqual([{ name: "shop", state: "failed" }]);
});

test("where nothing arrives at the database any more, that is said within seconds", async () => {
  const { url } = await testDatabase();
  const { hostname, port } = new URL(url);
  const proxy = await startProxy({ host: hostname, port: Number(port) });
  const through = new URL(url);
  through.port = String(proxy.port);
  const clients = connectDatabase(through.href, { max: 2 });
  onTestFinished(async () => {
    await proxy.close();
    await clients.close();
  });
  const ctx = testContext(clients);
  expect((await readReadiness(ctx)).database).toEqual({ ok: true });
  proxy.hold(true);
  await expect(readReadiness(ctx)).rejects.toThrow("The database does not answer.");
});
