import type { Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { connectDatabase } from "../server/db/client.ts";
import { startConsole } from "../server/testing/console.ts";
import { createTestDatabase } from "../server/testing/database.ts";
import { makeAccount, makeToken, password } from "../server/testing/people.ts";
import { populate } from "../server/testing/populate.ts";
import { freePorts } from "../server/testing/ports.ts";
import { startWorker } from "../server/testing/worker.ts";
import { signIn } from "./support/team.ts";

const planted = "s3cr3t7f6e5d4c3b2a190";
/** Nobody answers there, so that what was sent is in an error, if anywhere. */
const away = `http://127.0.0.1:1/p?key=${planted}`;

const yamlOf = (port: number) => `
http: { port: ${port} }
outbound: { allow: [127.0.0.1] }
signIn: { accounts: true, proxy: { from: [10.9.9.9], userHeader: x-user, secretHeader: x-secret, secret: ${planted}proxy } }
metrics: { token: ${planted}metrics0 }
channels:
  slack: { kind: slack, token: xoxb-${planted}, channel: C024BE91L, signingSecret: ${planted}0f1e2d3c4b5a6978, api: "http://127.0.0.1:1/api/" }
  hook: { kind: webhook, webhookUrl: "${away}", signingSecret: whsec_${Buffer.from(`${planted}0123`).toString("base64")} }
  manager: { kind: alertmanager, url: "http://127.0.0.1:1/", authorization: "Bearer ${planted}" }
  pager: { kind: pagerduty, routingKey: ${planted.padEnd(32, "0")}, endpoint: "${away}" }
  mail: { kind: mail, host: 127.0.0.1, port: 1, security: none, from: a@example.com, to: [b@example.com] }
downstreams:
  gateway: { readings: [{ kind: actuator, url: "${away}", headers: { authorization: "Bearer ${planted}" }, breaker: b }] }
applications:
  shop:
    database: postgres://u:${planted}@127.0.0.1:1/shop
    tables: [{ preset: transaction-outbox }]
    consumes: [shop/orders.dlq]
  proof:
    evidence: { url: "${away}", headers: { x-key: ${planted} } }
    consumes: [shop/orders.dlq]
eventTypes:
  OrderPlaced: { kind: state, fetch: "http://127.0.0.1:1/{eventId}?key=${planted}", headers: { x-key: ${planted} } }
sources:
  shop: { kind: rabbitmq, url: "amqp://u:${planted}@127.0.0.1:1", management: "http://u:${planted}@127.0.0.1:1", queues: ["*.dlq"] }
  log: { kind: kafka, brokers: ["127.0.0.1:1"], sasl: { mechanism: plain, username: u, password: ${planted} }, queues: ["a-dlt"] }
  aws: { kind: sqs, region: eu-west-1, endpoint: "http://127.0.0.1:1", accessKeyId: ${planted}, secretAccessKey: ${planted}, queues: ["*-dlq"] }
  jobs: { kind: job-table, database: "postgres://u:${planted}@127.0.0.1:1/jobs", preset: river, queues: ["*"] }
`;

const pages = [
  "/",
  "/messages",
  "/groups",
  "/queues",
  "/replays",
  "/sequences",
  "/outbox",
  "/outbox/duplicates",
  "/breakers",
  "/settings",
  "/alerts",
  "/alerts/channels",
  "/alerts/rules",
  "/alerts/owners",
  "/people",
  "/audit?period=all",
  "/nothing",
];
const tabs = ["", "?tab=payload", "?tab=headers", "?tab=history", "?tab=idempotency", "?tab=order", "/edit"];

test("a planted secret is on no page, in no answer, log, error or export", async ({ page, context }) => {
  const [database, [port = 0]] = await Promise.all([createTestDatabase(), freePorts(1)]);
  const clients = connectDatabase(database.url, { max: 3 });
  const { ctx, inputs } = await populate(clients);
  const ana = await makeAccount(ctx, "ana@shop.example", { role: "admin" });
  const { token } = await makeToken(ctx, ana.id, { role: "lead" });
  const worker = await startWorker({ yaml: yamlOf(port), databaseUrl: database.url });
  const web = await startConsole({ yaml: yamlOf(port), databaseUrl: database.url, port });
  const told: (readonly [where: string, text: string])[] = [];
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", ...init.headers };
    const answer = await fetch(`${web.url}${path}`, { ...init, headers });
    told.push([path, `${JSON.stringify([...answer.headers])} ${await answer.text()}`]);
    return answer.status;
  };

  await page.goto(`${web.url}/sign-in`);
  told.push(...listenTo(page));
  await signIn(page, { email: "ana@shop.example", password });
  const answers = listenTo(page);
  const { id } = inputs["messages.get"] as { id: number };
  for (const path of [...pages, ...tabs.map((tab) => `/messages/${id}${tab}`), `/replays/new?ids=${id}`]) {
    await page.goto(`${web.url}${path}`);
    await page.waitForLoadState("networkidle").catch(() => {});
    told.push([path, await page.content()]);
  }
  for (const name of ["slack", "hook", "manager", "pager", "mail"]) {
    const sent = await context.request.post(`${web.url}/api/trpc/alerts.testChannel`, { data: { name }, headers: { origin: web.url } });
    told.push([`test of ${name}`, await sent.text()]);
    expect([name, sent.status()]).toEqual([name, 200]);
  }
  await page.goto(`${web.url}/alerts/channels`);
  await page.waitForLoadState("networkidle").catch(() => {});
  told.push(["channels", await page.content()]);

  const wrong = JSON.stringify({ email: "ana@shop.example", password: `${planted}wrong` });
  expect(await ask("/api/sign-in", { method: "POST", body: wrong })).toBe(401);
  expect(await ask("/api/sign-in", { method: "POST", body: wrong.slice(0, -3) })).toBe(400);
  for (const format of ["json", "csv"]) expect(await ask(`/api/audit/export?format=${format}`)).toBe(200);
  const form = new FormData();
  form.set("selection", JSON.stringify({ ids: [id] }));
  form.set("reason", "a test");
  const exported = await fetch(`${web.url}/api/messages/export`, {
    method: "POST",
    body: form,
    headers: { authorization: `Bearer ${token}` },
  });
  expect(exported.status).toBe(200);
  told.push(["export", await exported.text()]);
  expect(await ask("/metrics", { headers: { authorization: `Bearer ${planted}metrics0` } })).toBe(200);
  // Each source and channel has failed by now, and said why.
  await expect.poll(() => worker.log(), { timeout: 60_000 }).toContain("shop");
  told.push(["log of the worker", worker.log()], ["log of the console", web.log()], ...answers);

  const session = (await context.cookies()).map(({ value }) => value).filter((value) => value.length > 20);
  expect(session.length).toBeGreaterThan(0);
  const secrets = [planted, Buffer.from(`${planted}0123`).toString("base64"), password, token, ...session];
  for (const secret of secrets)
    expect(
      told.filter(([, text]) => text.includes(secret)).map(([where]) => where),
      `shown: ${secret.slice(0, 6)}…`,
    ).toEqual([]);
  expect(told.length).toBeGreaterThan(60);

  await web.stop();
  await worker.kill("SIGTERM");
  await clients.close();
  await database.drop();
});

/** What the page is answered from now on, by its address. */
function listenTo(page: Page): (readonly [string, string])[] {
  const told: (readonly [string, string])[] = [];
  page.on("response", (answer) => {
    if (!answer.url().includes("live.notices"))
      void answer
        .text()
        .then((text) => told.push([answer.url(), text]))
        .catch(() => {});
  });
  return told;
}
