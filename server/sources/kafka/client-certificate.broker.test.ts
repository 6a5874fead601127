import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Authority, makeAuthority } from "../../testing/certificate.ts";
import { startKafka, type TestKafka } from "../../testing/kafka.ts";
import type { TlsFiles } from "../source-kind.ts";
import { createKafka } from "./create.ts";

let authority: Authority;
let kafka: TestKafka;
beforeAll(async () => {
  authority = makeAuthority();
  kafka = await startKafka({ authority });
});
afterAll(async () => {
  await kafka.stop();
  authority.remove();
});

function ping(tls: TlsFiles) {
  const broker = createKafka({ source: "shop", brokers: [kafka.bootstrap], tls, group: "redrive", sasl: null });
  onTestFinished(() => broker.close());
  return broker.ping().catch(({ message }: Error) => message);
}

test("lets in who shows a certificate that it believes, and says what is missing otherwise", async () => {
  const { ca, client, stranger } = authority;
  expect(await ping({ ca, ...client })).toBe("Kafka, 1 broker");
  expect(await ping({ ca })).toMatch(/demands a certificate.*tls\.cert.*tls\.key/);
  expect(await ping({ ca, ...stranger })).toMatch(/does not believe/);
  expect(await ping({ ca, cert: client.cert, key: "/nowhere/client.key" })).toBe(
    'Source "shop" cannot read the file "/nowhere/client.key" of tls.key.',
  );
  expect(await ping({ ca, cert: client.cert, key: stranger.key })).toMatch(/key of tls\.key is not that of the certificate of tls\.cert/);
  expect(await ping({ ca: stranger.cert, ...client })).toMatch(/the TLS connection fails.*name the file of the authority.*in tls\.ca/);
});
