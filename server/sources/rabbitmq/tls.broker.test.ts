import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect as connectTcp, type Server } from "node:net";
import { createServer } from "node:tls";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { makeCertificate } from "../../testing/certificate.ts";
import { createVirtualHost, type VirtualHost } from "../../testing/rabbitmq-host.ts";
import { createSqs } from "../sqs/create.ts";
import { createRabbitMQ } from "./create.ts";

let host: VirtualHost;
let certificate: ReturnType<typeof makeCertificate>;
const servers: Server[] = [];

beforeAll(async () => {
  host = await createVirtualHost();
  certificate = makeCertificate();
});
afterAll(async () => {
  for (const server of servers) server.close();
  certificate.remove();
  await host.drop();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

test("AMQP and management over TLS believe the certificate that they are told to, and no other", async () => {
  const key = { pfx: certificate.pfx, passphrase: "secret" };
  const amqp = new URL(host.url);
  const plain = { host: amqp.hostname, port: Number(amqp.port) };
  amqp.port = String(
    await listen(
      createServer(key, (near) => {
        const far = connectTcp(plain);
        near.pipe(far).pipe(near);
        near.on("error", () => far.destroy());
        far.on("error", () => near.destroy());
      }),
    ),
  );
  const real = new URL(host.management);
  const port = await listen(
    createHttps(key, async (request, response) => {
      const answer = await fetch(`${real.origin}${request.url}`, { headers: { authorization: request.headers.authorization ?? "" } });
      response.writeHead(answer.status).end(await answer.text());
    }),
  );
  const url = amqp.href.replace(/^amqp:/, "amqps:");
  const management = `https://${real.username}:${real.password}@127.0.0.1:${port}`;
  const adapter = (ca: string | null, at = url) => {
    const broker = createRabbitMQ({ source: "shop", url: at, management, tls: ca === null ? undefined : { ca } });
    onTestFinished(() => broker.close());
    return broker;
  };
  expect(await adapter(certificate.ca).ping()).toMatch(/RabbitMQ/);
  expect(await adapter(certificate.ca).discover()).toEqual([]);
  const unknown = new URL(amqp.href);
  unknown.pathname = "/nowhere";
  await expect(adapter(certificate.ca, unknown.href.replace(/^amqp:/, "amqps:")).ping()).rejects.toThrow(/no such virtual host/);
  await expect(adapter(null).ping()).rejects.toThrow(/Cannot reach RabbitMQ at .*certificate/);
  await expect(adapter("/nowhere/ca.pem").ping()).rejects.toThrow('Source "shop" cannot read the file "/nowhere/ca.pem" of tls.ca.');
});

test("SQS too", async () => {
  const key = { pfx: certificate.pfx, passphrase: "secret" };
  const port = await listen(createHttps(key, (_request, response) => response.end("{}")));
  const adapter = (ca: string | null) => {
    const options = { source: "aws", region: "eu-west-1", endpoint: `https://127.0.0.1:${port}`, accessKeyId: "a", secretAccessKey: "b" };
    const broker = createSqs({ ...options, tls: ca === null ? undefined : { ca } });
    onTestFinished(() => broker.close());
    return broker;
  };
  expect(await adapter(certificate.ca).ping()).toMatch(/SQS/);
  await expect(adapter(null).ping()).rejects.toThrow(/does not answer/);
  await expect(adapter("/nowhere/ca.pem").ping()).rejects.toThrow('Source "aws" cannot read the file "/nowhere/ca.pem" of tls.ca.');
});
