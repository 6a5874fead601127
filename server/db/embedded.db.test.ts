import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { expect, onTestFinished, test } from "vitest";
import { startEmbedded, stopEmbedded } from "./embedded.ts";

function freshHome(): string {
  const home = join(tmpdir(), `redrive-embedded-${randomUUID()}`);
  onTestFinished(async () => {
    await stopEmbedded(home);
    rmSync(home, { recursive: true, force: true });
  });
  return home;
}

test("processes that start together share one server", async () => {
  const home = freshHome();
  const urls = await Promise.all([startEmbedded(home), startEmbedded(home), startEmbedded(home)]);
  expect(new Set(urls).size).toBe(1);
});

test("rows survive a kill -9 of the server, and it restarts at once", async () => {
  const home = freshHome();
  const url = await startEmbedded(home);
  const before = postgres(url, { max: 1, onnotice: () => {} });
  await before`create table kept as select 7 as n`;
  await before.end();
  process.kill(Number(readFileSync(join(home, "data", "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
  const after = postgres(await startEmbedded(home), { max: 1 });
  expect(await after`select n from kept`).toEqual([{ n: 7 }]);
  await after.end();
});
