import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startKafka, type TestKafka } from "../../testing/kafka.ts";
import { createKafka } from "./create.ts";

const user = { name: "redrive", password: "s3cret-words" };
let kafka: TestKafka;
beforeAll(async () => {
  kafka = await startKafka({ user });
});
afterAll(() => kafka.stop());

function connect(mechanism: "plain" | "scram-sha-256" | "scram-sha-512", more: { password?: string; ca?: string | null } = {}) {
  const { password = user.password, ca = kafka.ca } = more;
  const broker = createKafka({
    source: "shop",
    brokers: [kafka.bootstrap],
    tls: ca === null ? true : { ca },
    group: "redrive",
    sasl: { mechanism, username: user.name, password },
  });
  onTestFinished(() => broker.close());
  return broker;
}

test("enters over TLS by PLAIN and by SCRAM, with the certificate that it is told to believe", async () => {
  for (const mechanism of ["plain", "scram-sha-512"] as const) expect(await connect(mechanism).ping()).toBe("Kafka, 1 broker");
});

test("says that a password is wrong, a mechanism not offered, a certificate not believed or its file not there, and no secret", async () => {
  const refused = (broker: ReturnType<typeof connect>) =>
    broker.ping().then(
      () => "entered",
      (error: Error) => error.message,
    );
  const said = [
    await refused(connect("plain", { password: "guess-1" })),
    await refused(connect("scram-sha-512", { password: "guess-2" })),
    await refused(connect("scram-sha-256")),
    await refused(connect("plain", { ca: null })),
    await refused(connect("plain", { ca: "/nowhere/ca.pem" })),
  ];
  expect(said.slice(0, 3)).toEqual(
    Array.from({ length: 3 }, () => expect.stringMatching(/Kafka denies it .*; check the user, the password and the rights/)),
  );
  expect(said[3]).toMatch(/certificate/);
  expect(said[4]).toBe('Source "shop" cannot read the file "/nowhere/ca.pem" of tls.ca.');
  expect(said.join()).not.toMatch(/guess|s3cret/);
});
