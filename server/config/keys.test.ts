import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { addressOf } from "../access/address.ts";
import { ruleKinds } from "../alerts/kinds.ts";
import { refuseForeign } from "../access/origin.ts";
import { readingKinds } from "../downstreams/reading-kinds.ts";
import { diagnoseMessage } from "../failures/diagnose.ts";
import type { Diagnosis } from "../failures/failure.ts";
import { traceLink } from "../messages/trace-link.ts";
import { refuseReader } from "../metrics/may-read.ts";
import { demandUrl, serviceRule } from "../outbound/rule.ts";
import { defaultTarget } from "../replays/default-target.ts";
import { policyOf } from "../replays/policy.ts";
import { deathKeepingCodec, rabbitmqCodec } from "../sources/rabbitmq/head.ts";
import { openBrokers } from "../sources/registry.ts";
import { deadLetter } from "../testing/heads.ts";
import type { Config } from "./config.ts";
import { readConfig } from "./read.ts";
import { fileSchema } from "./schema.ts";

const readingKeys = [...new Set(readingKinds.flatMap(({ shape }) => Object.keys(shape)))];
const ruleParams = ruleKinds.flatMap(({ shape }) => Object.keys(shape));
const ruleRest = ["kind", "per", "severity", "forSeconds", "keepSeconds", "tells", "repeatSeconds", "runbook", "enabled"];
const ruleKeys = [...new Set([...ruleParams, ...ruleRest])];
const whereKeys = ["queues", "except", "groups", "verdicts", "owners", "eventTypes"];

/** A key of redrive.yaml that nothing acts on is a promise that nobody keeps: each is proved here, or in the test that is named. */
const provedIn: Readonly<Record<string, string>> = {
  database: "server/config/read.test.ts",
  "applications.*.evidence.url": "server/config/application-addresses.test.ts",
  "applications.*.evidence.headers.*": "server/config/application-addresses.test.ts",
  ...Object.fromEntries(
    ["kind", "fetch", "headers.*", "changedAt", "version"].map((key) => [`eventTypes.*.${key}`, "server/entities/entities.db.test.ts"]),
  ),
  "environment.name": "server/config/read.test.ts",
  "environment.tone": "server/config/read.test.ts",
  "signIn.accounts": "server/config/sign-in.test.ts",
  "signIn.hours": "server/access/who-asks.db.test.ts",
  "signIn.idleHours": "server/config/sign-in.test.ts",
  ...Object.fromEntries(
    ["name", "issuer", "clientId", "clientSecret", "scopes", "groupsClaim", "assumeEmailVerified"].map((key) => [
      `signIn.oidc.${key}`,
      "server/config/sign-in.test.ts",
    ]),
  ),
  ...Object.fromEntries(
    ["from", "userHeader", "groupsHeader", "secretHeader", "secret"].map((key) => [`signIn.proxy.${key}`, "server/config/sign-in.test.ts"]),
  ),
  ...Object.fromEntries(
    ["roles.*.like", "roles.*.may", ...["role", "people", "groups", "environments", "sources", "queues"].map((key) => `grants.${key}`)].map(
      (key) => [`access.${key}`, "server/config/access.test.ts"],
    ),
  ),
  "http.tls.cert": "e2e/tls.spec.ts",
  "http.tls.key": "e2e/tls.spec.ts",
  "metrics.worker.host": "server/metrics/listen.db.test.ts",
  "metrics.worker.port": "server/metrics/listen.db.test.ts",
  ...Object.fromEntries(
    ["key", "last", "field", "holes"].map((key) => [`applications.*.tables.${key}`, "server/applications/sequences/find-last.db.test.ts"]),
  ),
  "applications.*.tables.eventTypes": "server/applications/sequences/find-latest.db.test.ts",
  "applications.*.tables.number.inPayload": "server/config/outbox.test.ts",
  "applications.*.tables.slot": "server/applications/outbox/read-slots.test.ts",
  "alerts.defaults": "server/alerts/rules-in-force.test.ts",
  ...Object.fromEntries(
    [...ruleKeys, "steps.afterSeconds", "steps.tells", ...whereKeys.map((key) => `where.${key}`)].map((key) => [
      `alerts.rules.*.${key}`,
      "server/config/alerts.test.ts",
    ]),
  ),
  "channels.*.kind": "server/config/alerts.test.ts",
  "channels.*.contact": "server/alerts/channels/push.db.test.ts",
  ...Object.fromEntries(["webhookUrl", "signingSecret"].map((key) => [`channels.*.${key}`, "server/alerts/channels/webhook.test.ts"])),
  ...Object.fromEntries(["routingKey", "endpoint"].map((key) => [`channels.*.${key}`, "server/alerts/channels/pagerduty.test.ts"])),
  ...Object.fromEntries(["url", "authorization"].map((key) => [`channels.*.${key}`, "server/alerts/channels/alertmanager.test.ts"])),
  ...Object.fromEntries(
    ["host", "port", "security", "user", "password", "from", "to", "tls.ca", "tls.cert", "tls.key"].map((key) => [
      `channels.*.${key}`,
      "server/alerts/channels/mail.test.ts",
    ]),
  ),
  ...Object.fromEntries(["token", "channel", "api", "signingSecret"].map((key) => [`channels.*.${key}`, "server/testing/deliveries.ts"])),
  "channels.*.people.*": "server/http/slack.db.test.ts",
  "channels.*.webhook": "server/alerts/channels/slack-webhook.test.ts",
  ...Object.fromEntries(["queues", "eventTypes", "frames", "tells"].map((key) => [`owners.*.${key}`, "server/config/alerts.test.ts"])),
  ...Object.fromEntries(
    [
      ...["queues", "origins", "eventTypes", "errors", "frames"].map((key) => `messages.${key}`),
      ...["kind", "url", "headers.*", ...readingKeys].map((key) => `readings.${key}`),
      "opens",
      "everySeconds",
      "staleSeconds",
      "stableSeconds",
      "unknown",
    ].map((key) => [`downstreams.*.${key}`, "server/config/downstreams.test.ts"]),
  ),
  ...Object.fromEntries(
    [
      "database",
      "unknown",
      ...["queue", "consumer"].map((key) => `consumes.${key}`),
      ...[
        "preset",
        "schema",
        "only",
        "kind",
        "table",
        "eventId",
        "consumer",
        "at.column",
        "at.zone",
        "eventAt.column",
        "eventAt.zone",
        "keeps.days",
      ].map((key) => `tables.${key}`),
      ...["column", "is", "in", "atLeast", "below"].map((key) => `tables.done.${key}`),
    ].map((key) => [`applications.*.${key}`, "server/config/applications.test.ts"]),
  ),
  ...Object.fromEntries(
    [
      "id",
      "destination",
      "key",
      "payload",
      "headers",
      "attempts",
      "error",
      "publishNow.*",
      ...["eventId", "eventType", "key"].map((key) => `${key}.inPayload`),
      ...["created", "publishedAt"].flatMap((key) => [`${key}.column`, `${key}.zone`]),
      ...["pending", "published", "failed"].flatMap((key) => ["column", "is", "in", "atLeast", "below"].map((of) => `${key}.${of}`)),
    ].map((key) => [`applications.*.tables.${key}`, "server/config/outbox.test.ts"]),
  ),
  "retention.settledDays": "server/messages/delete-expired.db.test.ts",
  "retention.alertDays": "server/alerts/delete-old.db.test.ts",
  "sources.*.kind": "server/config/read.test.ts",
  "sources.*.url": "server/sources/rabbitmq/rabbitmq.broker.test.ts",
  "sources.*.management": "server/replays/bindings.broker.test.ts",
  "sources.*.region": "server/sources/sqs/client.test.ts",
  "sources.*.endpoint": "server/sources/sqs/sqs.broker.test.ts",
  "sources.*.accessKeyId": "server/sources/sqs/client.test.ts",
  "sources.*.secretAccessKey": "server/sources/sqs/client.test.ts",
  "sources.*.brokers": "server/sources/kafka/kafka.broker.test.ts",
  "sources.*.group": "server/sources/kafka/kafka.broker.test.ts",
  "sources.*.database": "server/sources/job-table/pg-boss.db.test.ts",
  "sources.*.preset": "server/sources/job-table/presets.db.test.ts",
  "sources.*.schema": "server/sources/job-table/pg-boss.db.test.ts",
  ...Object.fromEntries(
    [
      "table",
      "id",
      "queue",
      "type",
      "payload",
      "attempts",
      "error",
      ...["created", "failedAt"].flatMap((key) => [`${key}.column`, `${key}.zone`]),
      ...["failed", "done"].flatMap((key) => ["column", "is", "in", "atLeast", "below"].map((part) => `${key}.${part}`)),
    ].map((key) => [`sources.*.jobs.${key}`, "server/sources/job-table/own-table.db.test.ts"]),
  ),
  "sources.*.sasl.mechanism": "server/sources/kafka/secured.broker.test.ts",
  "sources.*.sasl.username": "server/sources/kafka/secured.broker.test.ts",
  "sources.*.sasl.password": "server/sources/kafka/secured.broker.test.ts",
  "sources.*.queues.name": "server/config/find.test.ts",
  "sources.*.queues.capture": "server/config/read.test.ts",
  "sources.*.queues.takeDespiteHazard": "server/capture/hazard.db.test.ts",
};

const source = (lines: string) => `sources:\n  shop:\n    kind: rabbitmq\n    url: amqp://rabbit\n${lines}`;
const read = (text: string): Config => readConfig(text, "redrive.yaml", {});

const stack = "com.shop.Refused: no\n\tat org.lib.Call.run(Call.java:1)\n\tat com.shop.Pay.charge(Pay.java:7)";
const letter = deadLetter(
  {
    "h-type": "com.shop.Refused",
    "h-text": "card gateway said no",
    "h-stack": stack,
    "h-tries": 4,
    "h-retries": 6,
    "h-at": "2026-11-22T01:00:00Z",
    "h-queue": "orders.work",
    "h-handler": "charge",
    "x-exception-message": "no answer from the gateway",
  },
  { body: { a: "e-9", b: "Placed", c: "k-9", d: 3, e: 12, f: "2026-11-21T01:00:00Z" } },
);

/** By its place under a source: how it is set, and what a diagnosis then says. */
const rules: Readonly<Record<string, { readonly yaml: string; readonly of: (found: Diagnosis) => unknown; readonly says: unknown }>> = {
  "envelope.eventId": { yaml: "envelope: { eventId: $.a }", of: ({ envelope }) => envelope.eventId, says: "e-9" },
  "envelope.eventType": { yaml: "envelope: { eventType: $.b }", of: ({ envelope }) => envelope.eventType, says: "Placed" },
  "envelope.key": { yaml: "envelope: { key: $.c }", of: ({ envelope }) => envelope.key, says: "k-9" },
  "envelope.version": { yaml: "envelope: { version: $.d }", of: ({ envelope }) => envelope.version, says: "3" },
  "envelope.sequence": { yaml: "envelope: { sequence: $.e }", of: ({ envelope }) => envelope.sequence, says: "12" },
  "envelope.producedAt": {
    yaml: "envelope: { producedAt: $.f }",
    of: ({ envelope }) => envelope.producedAt,
    says: new Date("2026-11-21T01:00:00Z"),
  },
  "headers.errorType": { yaml: "headers: { errorType: h-type }", of: ({ errorType }) => errorType, says: "com.shop.Refused" },
  "headers.errorText": { yaml: "headers: { errorText: h-text }", of: ({ errorText }) => errorText, says: "card gateway said no" },
  "headers.stack": { yaml: "headers: { errorType: h-type, stack: h-stack }", of: ({ frame }) => frame !== null, says: true },
  "headers.attempts": { yaml: "headers: { attempts: h-tries }", of: ({ attemptCount }) => attemptCount, says: 4 },
  "headers.retries": { yaml: "headers: { retries: h-retries }", of: ({ attemptCount }) => attemptCount, says: 7 },
  "headers.failedAt": { yaml: "headers: { failedAt: h-at }", of: ({ diedAt }) => diedAt, says: new Date("2026-11-22T01:00:00Z") },
  "headers.originQueue": { yaml: "headers: { originQueue: h-queue }", of: ({ origin }) => origin?.queue, says: "orders.work" },
  "headers.handler": { yaml: "headers: { handler: h-handler }", of: ({ origin }) => origin?.handler, says: "charge" },
  "categories.errorType": {
    yaml: 'headers: { errorType: h-type }\n    categories: [{ errorType: "*Refused", category: validation }]',
    of: ({ category }) => category,
    says: "validation",
  },
  "categories.errorText": {
    yaml: 'headers: { errorText: h-text }\n    categories: [{ errorText: "card gateway", category: auth }]',
    of: ({ category }) => category,
    says: "auth",
  },
  "categories.category": {
    yaml: 'headers: { errorText: h-text }\n    categories: [{ errorText: "card gateway", category: throttled }]',
    of: ({ category }) => category,
    says: "throttled",
  },
  ownCode: {
    yaml: "headers: { errorType: h-type, stack: h-stack }\n    ownCode: [org.lib.]",
    of: ({ frame }) => frame,
    says: "Call.run",
  },
  "downstreams.name": {
    yaml: "headers: { errorText: h-text }\n    downstreams: [{ name: bank, match: card gateway }]",
    of: ({ downstream }) => downstream,
    says: "bank",
  },
  "downstreams.match": {
    yaml: "headers: { errorText: h-text }\n    downstreams: [{ name: other, match: nothing }, { name: bank, match: said no }]",
    of: ({ downstream }) => downstream,
    says: "bank",
  },
};

const diagnosed = (config: Config, queue: string) => {
  const found = config.sources[0]?.queues.find(({ name }) => name === queue);
  if (!found) throw new Error(`${queue} is not configured.`);
  return diagnoseMessage(letter, found.rules);
};

test.each(Object.entries(rules))("%s acts, of a source and of one queue", (_key, { yaml, of, says }) => {
  const plain = of(diagnosed(read(source("    queues: [a]")), "a"));
  expect(plain).not.toEqual(says);
  expect(of(diagnosed(read(source(`    ${yaml}\n    queues: [a]`)), "a"))).toEqual(says);
  const own = read(source(`    queues:\n      - name: a\n        ${yaml.replaceAll("\n    ", "\n        ")}\n      - b`));
  expect([of(diagnosed(own, "a")), of(diagnosed(own, "b"))]).toEqual([says, plain]);
});

const policy = (text: string) => policyOf(read(text), null);
const http = (text: string) => read(text).http;
const asked = (host: string) => ({ method: "GET", headers: new Headers({ host }) });
const isAsked = (host: string, allow: readonly string[]) => {
  try {
    demandUrl(new URL(`https://${host}`), serviceRule(allow));
    return true;
  } catch {
    return false;
  }
};
const token = "kP2vQ8sX4mZ7tR1wY6bN3cJ9";
const mayRead = (text: string, address: string) =>
  refuseReader({ address, host: "127.0.0.1:4400", authorization: null }, read(text).metrics) === null;
const codecOf = (lines: string) => openBrokers(read(source(lines))).get("shop").codec;
const target = (lines: string) => defaultTarget(read(source(lines)), [{ source: "shop", queue: "a" }]);

/** Each: what it does without the key, and with it. */
const others: Readonly<Record<string, () => readonly [unknown, unknown]>> = {
  "replay.limit": () => [policy("").replayLimit, policy("replay: { limit: 9 }").replayLimit],
  "replay.pausePercent": () => [policy("").stop.cameBack?.percent, policy("replay: { pausePercent: 9 }").stop.cameBack?.percent],
  "replay.pauseNewFailures": () => [policy("").stop.newFailures, policy("replay: { pauseNewFailures: 9 }").stop.newFailures],
  "replay.observeSeconds": () => [policy("").observeSeconds, policy("replay: { observeSeconds: 9 }").observeSeconds],
  "http.host": () => [http("").host, http('http: { host: "::1" }').host],
  "http.port": () => [
    refuseForeign(asked("localhost:4401"), http(""), "page"),
    refuseForeign(asked("localhost:4401"), http("http: { port: 4401 }"), "page"),
  ],
  "http.url": () => [
    refuseForeign(asked("localhost:8443"), http(""), "page"),
    refuseForeign(asked("localhost:8443"), http("http: { url: https://localhost:8443 }"), "page"),
  ],
  "http.trustedProxies": () => [
    addressOf("10.0.0.1", "192.0.2.7", http("").trustedProxies),
    addressOf("10.0.0.1", "192.0.2.7", http("http: { trustedProxies: [10.0.0.0/8] }").trustedProxies),
  ],
  "outbound.allow": () => [
    isAsked("127.0.0.1", read("").outbound.allow),
    isAsked("127.0.0.1", read("outbound: { allow: [127.0.0.1] }").outbound.allow),
  ],
  "traces.link": () => {
    const id = "0af7651916cd43dd8448eb211c80319c";
    return [traceLink(read("").traces.link, id), traceLink(read('traces: { link: "https://t.example/{traceId}" }').traces.link, id)];
  },
  "metrics.token": () => [mayRead("", "127.0.0.1"), mayRead(`metrics: { token: ${token} }`, "127.0.0.1")],
  "metrics.from": () => [mayRead("", "10.0.0.1"), mayRead("metrics: { from: [10.0.0.1] }", "10.0.0.1")],
  "sources.*.keepDeathHeaders": () => [codecOf("") === rabbitmqCodec, codecOf("    keepDeathHeaders: true\n") !== deathKeepingCodec],
  "sources.*.target.queue": () => [target("    queues: [a]"), target("    target: { queue: x }\n    queues: [a]")],
  "sources.*.queues.target.queue": () => [target("    queues: [a]"), target("    queues: [{ name: a, target: { queue: x } }]")],
  "sources.*.capture": () => [
    read(source("    queues: [a]")).sources[0]?.queues[0]?.capture,
    read(source("    capture: watch\n    queues: [a]")).sources[0]?.queues[0]?.capture,
  ],
};

test.each(Object.entries(others))("%s acts", (_key, both) => {
  const [without, set] = both();
  expect(set).not.toEqual(without);
});

const tlsFiles = ["ca", "cert", "key"];

test.each(tlsFiles)("sources.*.tls.%s acts: the file is read", async (part) => {
  const yaml = `sources:\n  log:\n    kind: kafka\n    brokers: ["127.0.0.1:1"]\n    tls: { ${part}: /nowhere/${part}.pem }\n`;
  const broker = openBrokers(read(yaml)).get("log");
  await expect(broker.ping()).rejects.toThrow(`cannot read the file "/nowhere/${part}.pem" of tls.${part}`);
  await broker.close();
});

test("each key of redrive.yaml has a test in which it acts, and none is proved that is none", () => {
  const inRules = Object.keys(rules).flatMap((key) => [`sources.*.${key}`, `sources.*.queues.${key}`]);
  const keys = keysOf(z.toJSONSchema(fileSchema, { io: "input", unrepresentable: "any" }));
  expect(
    [...Object.keys(provedIn), ...inRules, ...tlsFiles.map((part) => `sources.*.tls.${part}`), ...Object.keys(others)].toSorted(),
  ).toEqual(keys.toSorted());
});

test.each(Object.entries(provedIn))("%s is in %s", (key, file) => {
  expect(existsSync(file) && readFileSync(file, "utf8")).toContain(key.split(".").at(-1));
});

/** Every key that holds a value and no further keys, by its path; `*`: whatever name the user gives. */
function keysOf(schema: z.core.JSONSchema.BaseSchema, path = ""): readonly string[] {
  const under = (name: string) => (path === "" ? name : `${path}.${name}`);
  const inner = [
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => keysOf(one, path)),
    ...(schema.items ? keysOf(schema.items as z.core.JSONSchema.BaseSchema, path) : []),
    ...(typeof schema.additionalProperties === "object" ? keysOf(schema.additionalProperties, under("*")) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) => keysOf(one as z.core.JSONSchema.BaseSchema, under(name))),
  ];
  const further = [...new Set(inner)].filter((key) => key !== path);
  return further.length > 0 ? further : [path];
}
