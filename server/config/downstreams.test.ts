import { expect, test } from "vitest";
import { maskConfig } from "./mask.ts";
import { readConfig } from "./read.ts";

const read = (text: string) => readConfig(text, "redrive.yaml", {});
const wrong = (text: string) => {
  try {
    read(text);
  } catch (error) {
    return String(error);
  }
  return "it is accepted";
};
const bank = (lines: string) => `downstreams:\n  bank:\n${lines.replaceAll(/^/gm, "    ")}\n`;

test("a downstream needs nothing but its name", () => {
  expect(read("downstreams: { bank: {} }").downstreams).toEqual([
    { name: "bank", readings: [], opens: "any_open", everySeconds: 10, staleSeconds: 60, stableSeconds: 120, unknownHolds: true },
  ]);
});

test("every key of a downstream reaches it", () => {
  const yaml = [
    "readings:",
    "  - { kind: actuator, url: http://pay:8080, breaker: gateway, path: /manage/breakers, headers: { authorization: Bearer s3cret } }",
    "  - { kind: prometheus, url: [http://a:8080/metrics, http://b:8080/metrics], library: smallrye, breaker: charge, path: /q/metrics }",
    "  - { kind: probe, url: https://bank.example/healthz, statuses: [200, 429], failures: 5, path: /up?token=s3cret }",
    "  - { kind: envoy, url: http://sidecar:15000, cluster: bank }",
    "  - { kind: prometheus_server, url: http://prometheus:9090, library: resilience4j, job: payments }",
    "  - { kind: push }",
    "opens: majority_open",
    "everySeconds: 5",
    "staleSeconds: 30",
    "stableSeconds: 300",
    "unknown: send",
  ].join("\n");
  const { downstreams } = read(bank(yaml));
  expect(downstreams).toMatchObject([
    {
      name: "bank",
      opens: "majority_open",
      everySeconds: 5,
      staleSeconds: 30,
      stableSeconds: 300,
      unknownHolds: false,
      readings: [
        {
          kind: "actuator",
          urls: ["http://pay:8080"],
          sends: { authorization: "Bearer s3cret" },
          own: { breaker: "gateway", path: "/manage/breakers" },
        },
        {
          kind: "prometheus",
          urls: ["http://a:8080/metrics", "http://b:8080/metrics"],
          own: { library: "smallrye", breaker: "charge", path: "/q/metrics" },
        },
        { kind: "probe", urls: ["https://bank.example/healthz"], own: { statuses: [200, 429], failures: 5, path: "/up?token=s3cret" } },
        { kind: "envoy", own: { cluster: "bank", path: "/clusters?format=json" } },
        { kind: "prometheus_server", own: { library: "resilience4j", job: "payments" } },
        { kind: "push", urls: [], key: "push" },
      ],
    },
  ]);
  expect(new Set(downstreams[0]?.readings.map(({ key }) => key)).size).toBe(6);
  expect(JSON.stringify(maskConfig(read(bank(yaml))))).not.toContain("s3cret");
});

test("what ties messages to it reaches every queue, where the diagnosis goes by it", () => {
  const tie = "{ queues: [shop/pay.*], origins: [charge], eventTypes: [Payment*], errors: [gateway], frames: [BankClient] }";
  const source = "sources:\n  shop:\n    kind: rabbitmq\n    url: amqp://localhost\n    queues: [a]\n";
  const [shop] = read(bank(`messages: [${tie}]`) + source).sources;
  expect(shop?.queues[0]?.rules.needs).toEqual([
    {
      name: "bank",
      ties: [{ queues: ["shop/pay.*"], origins: ["charge"], eventTypes: ["Payment*"], errors: ["gateway"], frames: ["BankClient"] }],
    },
  ]);
});

test.each([
  ["downstreams: { 'a,b': {} }", "letters, digits, dots, dashes"],
  [bank("messages: [{}]"), "must name queues, origins, eventTypes, errors or frames"],
  [bank("staleSeconds: 5\neverySeconds: 5"), "must have staleSeconds above everySeconds"],
  [bank("readings: [{ kind: actuator }]"), "url"],
  [bank("readings: [{ kind: actuator, url: http://169.254.169.254/ }]"), "metadata"],
  [bank("readings: [{ kind: actuator, url: http://pay, path: //elsewhere }]"), "must be a path that begins with one /"],
  [bank("readings: [{ kind: actuator, url: ftp://pay }]"), "https:// or http://"],
  [bank("readings: [{ kind: crystal_ball, url: http://pay }]"), "kind"],
])("%j is refused", (yaml, why) => {
  expect(wrong(yaml)).toContain(why);
});
