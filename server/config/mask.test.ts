import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { channelKinds } from "../alerts/channel-kinds.ts";
import { readingKinds } from "../downstreams/reading-kinds.ts";
import { kinds } from "../sources/kinds.ts";
import { maskConfig } from "./mask.ts";
import { readConfig } from "./read.ts";

const planted = "s3cr3t";
const at = `https://user:${planted}@h.example/p?key=${planted}`;

/** Everything that may hold a secret, in each place where redrive.yaml takes one. */
const file = `
database: postgres://u:${planted}@db/x?password=${planted}
signIn:
  oidc: { issuer: "https://id.example", clientId: redrive, clientSecret: ${planted}-of-the-client-1a2b3c4d }
  proxy: { from: [127.0.0.1], userHeader: x-user, secretHeader: x-secret, secret: ${planted}-of-the-proxy-1a2b3c4d5e6f }
metrics: { token: ${planted}-of-the-scraper-1a2b3c4d5e6f7a8b }
channels:
  slack: { kind: slack, token: ${planted}0a1b2c3d4e5f60718293a4b5c6d7, channel: C024BE91L, signingSecret: ${planted}0a1b2c3d4e5f60718293a4b5c6d7, api: "${at}" }
  slack-hook: { kind: slack-webhook, webhook: "https://hooks.slack.com/services/T0/B0/${planted}" }
  pager: { kind: pagerduty, routingKey: ${planted}0123456789abcdef0123456789, endpoint: "https://events.example/v2?key=${planted}" }
  mail: { kind: mail, host: smtp.example, user: u, password: ${planted}, from: a@example.com, to: [b@example.com] }
  hook: { kind: webhook, webhookUrl: "https://h.example/${planted}", signingSecret: whsec_${Buffer.from(`${planted}0a1b2c3d4e5f60718293a4b5c6d7`).toString("base64")} }
  manager: { kind: alertmanager, url: "${at}", authorization: "Bearer ${planted}" }
  discord: { kind: discord, webhookUrl: "https://discord.com/api/webhooks/1/${planted}" }
  teams: { kind: teams, webhookUrl: "https://teams.example/${planted}" }
downstreams:
  bank:
    readings:
      - { kind: actuator, url: "https://h.example/a?key=${planted}", headers: { authorization: "Bearer ${planted}" }, breaker: b }
applications:
  shop:
    database: postgres://u:${planted}@db/shop?password=${planted}
    evidence: { url: "https://h.example/seen?key=${planted}", headers: { x-key: ${planted} } }
eventTypes:
  Paid: { kind: state, fetch: "https://h.example/{key}?key=${planted}", headers: { x-key: ${planted} } }
sources:
  rabbit: { kind: rabbitmq, url: "amqp://u:${planted}@h", management: "http://u:${planted}@h:15672" }
  queues: { kind: sqs, region: eu, endpoint: "http://u:${planted}@h:9324", accessKeyId: ${planted}, secretAccessKey: ${planted} }
  log: { kind: kafka, brokers: ["k:9092"], sasl: { mechanism: plain, username: u, password: ${planted} } }
  jobs: { kind: job-table, database: "postgres://u:${planted}@db/jobs?password=${planted}", preset: river }
`;

test("no secret is in what the settings show of a file, in whichever place it stands", () => {
  const shown = JSON.stringify(maskConfig(readConfig(file, "redrive.yaml", {})));
  expect(shown).toContain("smtp.example");
  const secret = Buffer.from(`${planted}0a`).toString("base64").slice(0, 8);
  for (const part of [planted, secret]) expect(shown).not.toContain(part);
});

const named = /password|secret|token|authorization|credential|routingKey|webhook|accessKey/i;

/** The keys of a kind that may hold a secret, by what they are called, and by an example that takes it from the environment. */
function secretsOf(shape: z.ZodRawShape): readonly string[] {
  const walk = (schema: z.core.JSONSchema.BaseSchema, path: string): readonly string[] => {
    const under = [...(schema.anyOf ?? []), ...(schema.allOf ?? [])].flatMap((one) => walk(one as typeof schema, path));
    const within = Object.entries(schema.properties ?? {}).flatMap(([key, one]) => walk(one as typeof schema, key));
    const key = path.split(".").at(-1) ?? "";
    const isSecret = named.test(key) || JSON.stringify(schema.examples ?? []).includes("${");
    return [...under, ...within, ...(isSecret && path !== "" ? [path] : [])];
  };
  return [...new Set(walk(z.toJSONSchema(z.object(shape), { io: "input", unrepresentable: "any" }), ""))];
}

const given = parse(file) as Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

test.each([...kinds, ...channelKinds].map((kind) => [kind.kind, kind] as const))(
  "each secret of the kind %s is masked, and planted above",
  (name, kind) => {
    const keys = secretsOf(kind.shape);
    // `database` of the file is read as databaseUrl.
    const masked: readonly string[] = [...kind.secrets, ...kind.urls, "database"];
    expect(keys.filter((key) => !masked.includes(key))).toEqual([]);
    const of = Object.values({ ...given["sources"], ...given["channels"] }).find((one) => one["kind"] === name);
    for (const key of kind.secrets) expect(JSON.stringify(of ?? {}), `${name}.${key}`).toContain(`"${key}":`);
  },
);

test("a reading takes secrets in its address and its headers only", () => {
  for (const { kind, shape } of readingKinds) expect([kind, secretsOf(shape)]).toEqual([kind, []]);
});
