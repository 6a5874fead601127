import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { makeAuthority } from "../../testing/certificate.ts";
import { startRabbitMQ, type TestRabbitMQ } from "../../testing/rabbitmq.ts";
import type { TlsFiles } from "../source-kind.ts";
import { createSqs } from "../sqs/create.ts";
import { createRabbitMQ } from "./create.ts";

let authority: ReturnType<typeof makeAuthority>;
let rabbit: TestRabbitMQ;
beforeAll(async () => {
  authority = makeAuthority();
  rabbit = await startRabbitMQ(authority);
});
afterAll(async () => {
  await rabbit.stop();
  authority.remove();
});

const mend = /demands a certificate.*tls\.cert.*tls\.key/;

/** Either way in; the other one is not used. */
function adapter(tls: TlsFiles, over: "amqp" | "management") {
  const { url = "", management = "" } = rabbit.secured ?? {};
  const at = over === "amqp" ? { url, management: rabbit.management } : { url: rabbit.url, management };
  const broker = createRabbitMQ({ source: "shop", ...at, tls });
  onTestFinished(() => broker.close());
  return over === "amqp" ? broker.ping() : broker.discover();
}

test.each(["amqp", "management"] as const)(
  "%s lets in who shows a certificate that it believes, and says what is missing otherwise",
  async (over) => {
    const { ca, client, stranger } = authority;
    expect(await adapter({ ca, ...client }, over)).toEqual(over === "amqp" ? expect.stringMatching(/^RabbitMQ/) : []);
    await expect(adapter({ ca }, over)).rejects.toThrow(mend);
    await expect(adapter({ ca, ...stranger }, over)).rejects.toThrow(/alert bad certificate\. .*tls\.cert.*one that it does not believe/);
    await expect(adapter({ ca, cert: client.cert, key: "/nowhere/client.key" }, over)).rejects.toThrow(
      'cannot read the file "/nowhere/client.key" of tls.key.',
    );
    await expect(adapter({ ca, cert: client.cert, key: stranger.key }, over)).rejects.toThrow(/tls\.key/);
  },
);

test("an endpoint of SQS too", async () => {
  const { ca, server, client } = authority;
  const files = { ca: readFileSync(ca), cert: readFileSync(server.cert), key: readFileSync(server.key) };
  const https = createServer({ ...files, requestCert: true, rejectUnauthorized: true }, (_request, response) => response.end("{}"));
  await new Promise<void>((resolve) => https.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void https.close());
  const endpoint = `https://127.0.0.1:${(https.address() as AddressInfo).port}`;
  const ping = (tls: TlsFiles) => {
    const broker = createSqs({ source: "aws", region: "eu-west-1", endpoint, accessKeyId: "a", secretAccessKey: "b", tls });
    onTestFinished(() => broker.close());
    return broker.ping();
  };
  expect(await ping({ ca, ...client })).toMatch(/SQS/);
  await expect(ping({ ca })).rejects.toThrow(mend);
});
