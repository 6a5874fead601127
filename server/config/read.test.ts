import fc from "fast-check";
import { expect, test } from "vitest";
import { maskConfig } from "./mask.ts";
import { ConfigError } from "./problem.ts";
import { readConfig } from "./read.ts";
import { sourceKinds } from "./schema.ts";

function refusal(text: string, env: Record<string, string> = {}): string {
  try {
    readConfig(text, "redrive.yaml", env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("It was accepted.");
}

test("a whole file: short forms are spelt out and a source's settings reach its queues", () => {
  const config = readConfig(
    `environment: production
database: \${DB_URL}
sources:
  shop-eu:
    kind: rabbitmq
    url: amqp://guest:\${PASSWORD:-guest}@localhost/shop
    envelope: flat
    downstreams: [{ name: payment-gateway, match: payment }]
    queues:
      - "*.dlq"
      - { name: audit.dead, capture: watch, target: { queue: audit } }
`,
    "redrive.yaml",
    { DB_URL: "postgres://db/redrive" },
  );
  expect(config.environment).toEqual({ name: "production", tone: "production" });
  expect(config.databaseUrl).toBe("postgres://db/redrive");
  const [source] = config.sources;
  expect(source).toMatchObject({ kind: "rabbitmq", name: "shop-eu", url: "amqp://guest:guest@localhost/shop", management: null });
  expect(source?.queues.map(({ name, capture, target }) => ({ name, capture, target }))).toEqual([
    { name: "*.dlq", capture: "take", target: { to: "failed_queue" } },
    { name: "audit.dead", capture: "watch", target: { to: "queue", queue: "audit" } },
  ]);
  expect(source?.queues[1]?.rules.envelope.eventId).toBe("eventId");
  expect(source?.queues[1]?.rules.downstreams).toEqual([{ name: "payment-gateway", match: "payment" }]);
});

test("an unknown key is refused with its line and the key that was meant", () => {
  expect(refusal("environment: dev\nsources:\n  a:\n    kind: sqs\n    regoin: eu-west-1\n    region: eu-west-1\n")).toContain(
    'redrive.yaml:5:5  unknown key "regoin"; did you mean "region"?',
  );
});

test("keys of other kinds are neither meant nor allowed", () => {
  const told = refusal(
    "channels:\n  hook: { kind: webhook, url: 'https://a.example', secret: whsec_0123456789012345678901234567890123 }\n",
  );
  expect(told).toContain('unknown key "url"');
  expect(told).not.toMatch(/did you mean "url"|webPush|smtp|routingKey/);
});

test("an unknown key inside a queue is found through the union", () => {
  const text = "sources:\n  a:\n    kind: sqs\n    region: x\n    queues:\n      - name: q\n        captur: take\n";
  expect(refusal(text)).toMatch(/redrive\.yaml:7:9 {2}unknown key "captur"; did you mean "capture"\?/);
});

test("a bad value says what is allowed", () => {
  expect(refusal("sources:\n  a: { kind: sqs, region: x, capture: steal }\n")).toMatch(
    /:2:\d+ {2}sources\.a\.capture must be one of: take, watch/,
  );
  for (const source of ["{ kind: carrier-pigeon }", "{}"])
    expect(refusal(`sources:\n  a: ${source}\n`)).toContain(`sources.a.kind must name a kind: ${sourceKinds.join(", ")}`);
  expect(sourceKinds).toContain("kafka");
  expect(sourceKinds).not.toContain("memory");
});

test("all problems come at once, unset variables among them", () => {
  const told = refusal("nonsense: 1\nsources:\n  a: { kind: sqs, region: '${REGION}', queues: 7 }\n");
  expect(told).toContain('unknown key "nonsense"');
  expect(told).toContain("redrive.yaml:3:27  the environment variable REGION is not set");
  expect(told).toContain("queues must be a list");
});

test("broken YAML is refused with its line", () => {
  expect(refusal("sources:\n  a: [1, 2\nb: 3\n")).toMatch(/redrive\.yaml:\d+:\d+ /);
});

test("no secret value is in the masked view or in a refusal", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9]{12,30}$/), (word) => {
      const secret = `s3cr3t${word}`;
      const file = `database: postgres://u:${secret}@db/x
sources:
  a: { kind: rabbitmq, url: "amqp://u:${secret}@h", management: "http://u:${secret}@h:15672" }
  b: { kind: sqs, region: eu, accessKeyId: ${secret}, secretAccessKey: ${secret} }
`;
      expect(JSON.stringify(maskConfig(readConfig(file, "f", {})))).not.toContain(secret);
      expect(refusal(`${file}  c: { kind: rabbitmq, url: "http://u:${secret}@h" }\n`)).not.toContain(secret);
    }),
  );
});

const kafka = (rest: string) => `sources:\n  k:\n    kind: kafka\n    brokers: [kafka-1:9092]\n${rest}`;

test("topics are mirrored unless they are only watched; a password is never shown", () => {
  const config = readConfig(
    kafka(`    sasl: { mechanism: plain, username: u, password: s3cret }\n    queues: ["*-dlt", { name: audit-dlt, capture: watch }]\n`),
    "redrive.yaml",
    {},
  );
  expect(config.sources[0]).toMatchObject({ brokers: ["kafka-1:9092"], tls: false, group: "redrive", sasl: { username: "u" } });
  expect(config.sources[0]?.queues.map(({ capture }) => capture)).toEqual(["mirror", "watch"]);
  expect(JSON.stringify(maskConfig(config))).not.toContain("s3cret");
});

test.each([
  ["capture: take", /capture must be one of: mirror, watch/],
  ["group: a b", /group must be letters, digits/],
  ["sasl: { mechanism: magic, username: u, password: p }", /mechanism must be one of: plain, scram-sha-256, scram-sha-512/],
])("of a log, %s is refused with what is allowed", (line, words) => {
  expect(refusal(kafka(`    ${line}\n`))).toMatch(words);
});

test("a broker's address needs its port", () => {
  expect(refusal("sources:\n  k: { kind: kafka, brokers: [kafka-1] }\n")).toMatch(/brokers.* must be host:port/);
});

test("topics of Kafka itself are refused, named or by a pattern", () => {
  const topics = (queues: string) => refusal(`sources: { shop: { kind: kafka, brokers: ["k:9092"], queues: ${queues} } }`);
  for (const queues of ['["__consumer_offsets"]', '["orders-dlt", { name: __transaction_state }]', '["__*"]'])
    expect(topics(queues)).toMatch(/sources\.shop\.queues\.\d(\.name)? must not begin with "__": these are topics of Kafka itself/);
  expect(
    readConfig('sources: { shop: { kind: kafka, brokers: ["k:9092"], queues: ["_orders-dlt"] } }', "redrive.yaml", {}).sources,
  ).toHaveLength(1);
});

test.each([
  "http://169.254.169.254",
  "http://[::ffff:a9fe:a9fe]",
  "http://2852039166",
  "https://[fd00:ec2::254]",
  "http://0.0.0.0:9324",
  "http://169.254.1.1",
])("%s is no address of a broker, wherever it is written", (address) => {
  const says = /must not be a link-local address, the metadata service of a cloud, or 0\.0\.0\.0/;
  expect(refusal(`sources: { a: { kind: rabbitmq, url: "amqp://h", management: "${address}" } }`)).toMatch(says);
  expect(refusal(`sources: { a: { kind: sqs, region: eu, endpoint: "${address}" } }`)).toMatch(says);
  expect(refusal(`signIn: { oidc: { issuer: "${address}", clientId: a, clientSecret: q8Vw2rT5yLx0Zk7Bn4Mj9Hd1 } }`)).toMatch(says);
});

test.each([
  "http://127.0.0.1:9324",
  "http://localhost:9324",
  "http://10.0.0.5",
  "http://[fd12::1]:15672",
  "https://sqs.eu-west-1.amazonaws.com",
])("%s is one: brokers are on this machine and on private networks", (address) => {
  const yaml = `sources: { a: { kind: rabbitmq, url: "amqp://h", management: "${address}" }, b: { kind: sqs, region: eu, endpoint: "${address}" } }`;
  expect(readConfig(yaml, "redrive.yaml", {}).sources).toHaveLength(2);
});

test("what may be asked besides is a name, an address or a subnet", () => {
  const allow = ["id.internal", "127.0.0.1", "::1", "10.0.0.0/8"];
  expect(readConfig(`outbound: { allow: ${JSON.stringify(allow)} }`, "redrive.yaml", {}).outbound).toEqual({ allow });
  for (const wrong of ["https://id.internal", "id.internal:443", "*", ""])
    expect(refusal(`outbound: { allow: ["${wrong}"] }`)).toMatch(/outbound\.allow\.0 .*must be the name of a host, an address or a subnet/);
});

test("a pattern without quotes is an alias to YAML: refused with what to do, and with nothing else", () => {
  const text = "sources:\n  shop:\n    kind: rabbitmq\n    url: amqp://rabbit\n    queues: [*.dlq]\n";
  expect(() => readConfig(text, "redrive.yaml", {})).toThrow(
    /^The configuration is refused:\n {2}redrive\.yaml:5:\d+ {2}\*\.dlq is an alias of YAML, and nothing has that name\. Put quotes around a pattern: "\*\.dlq"$/,
  );
});
