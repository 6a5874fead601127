import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import type { WebhookBody } from "../server/alerts/channels/webhook-body.ts";
import { connectDatabase } from "../server/db/client.ts";
import { createTestDatabase } from "../server/testing/database.ts";
import { freePorts } from "../server/testing/ports.ts";
import { createVirtualHost } from "../server/testing/rabbitmq-host.ts";
import { startWorker } from "../server/testing/worker.ts";
import { Shop } from "./support/shop.ts";

const soon = { timeout: 60_000, intervals: [250] };
const closing: (() => Promise<unknown>)[] = [];
test.afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

test("a worker that is killed: the console's side says that none runs, until one does again, each once", async ({ page }) => {
  test.setTimeout(240_000);
  const { yaml, url, database, told } = await open();
  const clients = connectDatabase(database.url, { max: 1 });
  closing.push(clients.close);
  const first = await startWorker({ yaml, databaseUrl: database.url });
  closing.push(() => first.kill("SIGKILL"));
  const hasTurn = async () =>
    (await clients.sql`select from alert_turns t, sources s where isfinite(evaluated_at) and s.state = 'connected'`).length;
  await expect.poll(hasTurn, soon).toBe(1);
  const web = await startWeb(yaml, database.url);
  await expect
    .poll(
      () =>
        fetch(url).then(
          ({ ok }) => ok,
          () => false,
        ),
      soon,
    )
    .toBe(true);

  await first.kill("SIGKILL");
  await expect.poll(told, { ...soon, timeout: 90_000 }).toEqual(["alert.fired no worker runs, so that nothing of shop-eu is read"]);
  expect(web.log()).toContain("no worker evaluates alerts");
  await page.goto(`${url}/alerts`);
  await expect(page.getByText("no worker runs, so that nothing of shop-eu is read").first()).toBeVisible();

  const second = await startWorker({ yaml, databaseUrl: database.url });
  closing.push(() => second.kill("SIGKILL"));
  await expect
    .poll(told, soon)
    .toEqual(["alert.fired no worker runs, so that nothing of shop-eu is read", expect.stringMatching(/^alert\.resolved /)]);
  await expect.poll(web.log, soon).toContain("a worker evaluates alerts again");
  const kinds = await clients.sql<{ kind: string }[]>`select kind from alert_transitions order by alert_id, seq`;
  expect(kinds.map(({ kind }) => kind)).toEqual(["fired", "resolved"]);
});

/** A broker, a database, and a receiver of webhooks; the rule waits for 5 s where it would for 90. */
async function open() {
  const [database, host, [port = 0]] = await Promise.all([createTestDatabase(), createVirtualHost(), freePorts(1)]);
  closing.push(database.drop, host.drop);
  const shop = await Shop.open(host.url);
  closing.push(() => shop.close());
  await shop.queue("orders");
  const bodies: WebhookBody[] = [];
  const receiver = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    bodies.push(JSON.parse(Buffer.concat(parts).toString()) as WebhookBody);
    response.end();
  });
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  closing.push(async () => void receiver.close());
  const yaml = JSON.stringify({
    http: { port },
    outbound: { allow: ["127.0.0.1"] },
    channels: {
      hook: {
        kind: "webhook",
        webhookUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
        signingSecret: `whsec_${btoa("x".repeat(32))}`,
      },
    },
    alerts: { rules: { "not-read": { kind: "collector_blind", forSeconds: 5, keepSeconds: 0 } } },
    sources: { "shop-eu": { kind: "rabbitmq", url: host.url, management: host.management, queues: ["*.dlq"] } },
  });
  const told = () => bodies.map(({ type, data }) => `${type} ${data.title}`);
  return { yaml, url: `http://127.0.0.1:${port}`, database, told };
}

/** `npm start` with REDRIVE_ROLE=web. */
async function startWeb(yaml: string, databaseUrl: string) {
  const home = await mkdtemp(join(tmpdir(), "redrive-web-"));
  const file = join(home, "redrive.yaml");
  await writeFile(file, yaml);
  const env = { ...process.env, REDRIVE_ROLE: "web", REDRIVE_CONFIG: file, DATABASE_URL: databaseUrl };
  const program = spawn(process.execPath, ["server/process/start.ts"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  program.stdout.on("data", (chunk: Buffer) => lines.push(chunk.toString()));
  closing.push(async () => {
    program.kill("SIGTERM");
    if (program.exitCode === null) await once(program, "exit");
    await rm(home, { recursive: true });
  });
  return { log: () => lines.join("") };
}
