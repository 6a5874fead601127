import { randomUUID } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "amqplib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createVirtualHost, type VirtualHost } from "../../testing/rabbitmq-host.ts";
import { takeMessages } from "../harness.ts";
import { createRabbitMQ } from "./create.ts";

let host: VirtualHost;
let queue: string;

beforeAll(async () => {
  host = await createVirtualHost();
  queue = `dlq-${randomUUID()}`;
});
afterAll(() => host.drop());

/** An address where this answers instead of RabbitMQ's management API. */
async function answering(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://admin:s3cret@127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const said = (status: number, type: string, body: string, more: Record<string, string> = {}) =>
  ((_request, response) => response.writeHead(status, { "content-type": type, ...more }).end(body)) satisfies RequestListener;
const json = (status: number, reason: string) => said(status, "application/json", JSON.stringify({ error: "x", reason }));

async function adapter(management: string, url = host.url) {
  const broker = createRabbitMQ({ source: "shop", url, management, queues: [queue] });
  onTestFinished(() => broker.close());
  return broker;
}

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "no error",
    (error: Error) => `${error.name}: ${error.message}`,
  );

const cases: readonly (readonly [what: string, answer: RequestListener, says: RegExp])[] = [
  ["a wrong password", json(401, "Login failed"), /does not accept user "admin" or its password \(401, Login failed\)/],
  ["a user without a tag", json(401, "Not management user"), /denies user "admin" .*needs the tag "monitoring"/],
  ["a forbidden virtual host", json(401, "User not authorised to access virtual host"), /does not let user "admin" see virtual host "t-/],
  ["a 403", said(403, "text/html", "no"), /denies user "admin" \(403\)/],
  ["an unknown virtual host", json(404, "Not Found"), /virtual host "t-.*" or the queue is not there/],
  ["a fault of its own", said(500, "text/plain", "oops"), /failed: it answered 500/],
  ["a gateway's fault", said(503, "text/html", "<h1>busy</h1>"), /failed: it answered 503/],
  ["a page", said(200, "text/html", "<html>sign in</html>"), /answered with text\/html instead of JSON/],
  ["nothing", said(200, "application/json", ""), /instead of JSON/],
  ["other JSON", said(200, "application/json", '{"status":"up"}'), /JSON that is not RabbitMQ's/],
  [
    "a redirect",
    said(302, "text/html", "", { location: "https://sso.example/login?back=s3cret" }),
    /redirects to https:\/\/sso\.example\/login \(302\)/,
  ],
  ["a redirect to nowhere", said(301, "text/html", "", { location: "http://[" }), /redirects \(301\)/],
  ["a lost connection", (_request, response) => response.destroy(), /Cannot reach RabbitMQ's management API/],
];

describe("a management API that fails costs what it would have told, and nothing else", () => {
  test.each(cases)("%s", async (_what, answer, says) => {
    const model = await connect(host.url);
    onTestFinished(() => model.close());
    const channel = await model.createConfirmChannel();
    await channel.assertQueue(queue);
    channel.sendToQueue(queue, Buffer.from("dead"));
    await channel.waitForConfirms();
    const broker = await adapter(await answering(answer));
    const reason = await reasonOf(broker.discover());
    expect(reason).toMatch(says);
    expect(reason).not.toContain("s3cret");
    expect(await broker.preflight(queue)).toMatchObject({
      safe: true,
      warnings: [{ code: "no_management", text: expect.stringMatching(says) }],
    });
    expect((await broker.depth(queue)).ready).toBe(1);
    expect(await broker.audience({ to: "queue", queue })).toMatchObject({ receivers: [{ name: queue }] });
    expect(await broker.audience({ to: "exchange", exchange: "x", routingKey: "k" })).toMatchObject({
      receivers: null,
      warnings: [{ code: expect.stringMatching(/^(management_failed|no_management)$/), text: expect.stringMatching(says) }],
    });
    expect(await takeMessages(broker, queue, 1)).toHaveLength(1);
  });

  test("a slow one is waited for once", { timeout: 40_000 }, async () => {
    const broker = await adapter(await answering(() => {}));
    const model = await connect(host.url);
    onTestFinished(() => model.close());
    await (await model.createChannel()).assertQueue(queue);
    expect(await reasonOf(broker.discover())).toMatch(/did not answer within 10 s/);
    await broker.depth(queue);
    const before = performance.now();
    for (let n = 0; n < 5; n++) await broker.depth(queue);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  test("a target with a time to live is warned of before something is released there", async () => {
    const model = await connect(host.url);
    onTestFinished(() => model.close());
    const { queue: short } = await (await model.createChannel()).assertQueue(`q-${randomUUID()}`, { messageTtl: 2_000, maxLength: 7 });
    const broker = await adapter(host.management);
    const { warnings } = await broker.audience({ to: "queue", queue: short });
    expect(warnings.map(({ code }) => code)).toEqual(["target_expires", "target_overflows", "no_consumers"]);
    expect(warnings[0]?.text).toContain("for 2 s expires there and is lost");
  });

  test("what it told before is believed while it fails", async () => {
    const model = await connect(host.url);
    onTestFinished(() => model.close());
    const channel = await model.createChannel();
    await channel.assertQueue(queue);
    const { queue: stream } = await channel.assertQueue(`s-${randomUUID()}`, { durable: true, arguments: { "x-queue-type": "stream" } });
    const real = new URL(host.management);
    let failing = false;
    const between = await answering(async (request, response) => {
      if (failing) return void response.writeHead(500).end();
      const answer = await fetch(`${real.origin}${request.url}`, {
        headers: { authorization: `Basic ${btoa(`${real.username}:${real.password}`)}` },
      });
      response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
    });
    const broker = await adapter(between);
    expect(await broker.preflight(stream)).toMatchObject({ safe: false, reason: expect.stringContaining("stream") });
    failing = true;
    await expect.poll(() => reasonOf(broker.discover()), { timeout: 10_000 }).toMatch(/answered 500/);
    expect(await broker.preflight(stream)).toMatchObject({ safe: false, reason: expect.stringContaining("stream") });
  });
});

describe("a virtual host", () => {
  const at = (path: string, user?: string) => {
    const url = new URL(host.url);
    url.pathname = path;
    if (user) [url.username, url.password] = [user, "pw"];
    return url.href;
  };

  test("that is unknown, or forbidden to the user, is said to be so", async () => {
    const user = `u-${randomUUID()}`;
    await host.call("PUT", `/users/${user}`, { password: "pw", tags: "" });
    onTestFinished(async () => void (await host.call("DELETE", `/users/${user}`)));
    const unknown = await adapter(host.management, at("/nowhere%2Fthere"));
    expect(await reasonOf(unknown.ping())).toMatch(/has no such virtual host \(530 NOT_ALLOWED - vhost nowhere\/there not found\)/);
    const forbidden = await adapter(host.management, at(`/${host.vhost}`, user));
    expect(await reasonOf(forbidden.ping())).toMatch(
      /does not let this user into the virtual host \(530 .*access to vhost .*\)\. Grant it: rabbitmqctl/,
    );
    const wrong = await adapter(host.management, at(`/${host.vhost}`, "nobody"));
    expect(await reasonOf(wrong.ping())).toMatch(/refused the user or password/);
  });
});
