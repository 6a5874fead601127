import { once } from "node:events";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import { openApplications } from "../open.ts";
import { findDone } from "./find-done.ts";

test("a table and an endpoint are asked of the same events, and what they say is joined", async () => {
  const { sql: owner, url: databaseUrl } = await createEmptyDatabase();
  await owner.unsafe("create table seen (event_id text primary key); insert into seen values ('both'), ('table')");
  const server = createServer((_, response) => {
    const events = ["both", "evidence"].map((id) => ({ id, done: true })).concat([{ id: "neither", done: false }]);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ events }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const evidence = { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`, sends: {} };
  const table = {
    kind: "processed",
    schema: "public",
    table: "seen",
    eventId: "event_id",
    consumer: null,
    at: null,
    done: [],
    keeps: "all",
  } as const;
  const applications = openApplications(
    [{ name: "orders", engine: "postgres", databaseUrl, consumes: [], unknown: null, tables: [table], evidence }],
    ["127.0.0.1"],
  );
  onTestFinished(() => applications.close());
  const ids = ["both", "table", "evidence", "neither", "untold"];
  const found = await findDone(
    applications.all[0] ?? expect.fail(),
    null,
    ids.map((eventId) => ({ eventId, producedAt: null })),
  );
  expect(ids.map((id) => found.get(id)?.state)).toEqual(["processed", "processed", "processed", "not_processed", "unknown"]);
  expect(found.get("evidence")?.disagrees).toContain("does not hold the event");
});
