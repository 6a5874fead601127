import { expect, test } from "vitest";
import { ruleKinds } from "../alerts/kinds.ts";
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
const rule = (lines: string) => `channels: { oncall: { kind: log } }\nalerts:\n  rules:\n    mine:\n${lines.replaceAll(/^/gm, "      ")}\n`;
const ruleOf = (lines: string) => read(rule(lines)).alerts.rules[0];

test("a rule of each kind needs nothing but its kind", () => {
  for (const { kind, pers, fallback } of ruleKinds)
    expect(ruleOf(`kind: ${kind}`), kind).toMatchObject({ name: "mine", kind, per: pers[0], ...fallback, tells: null, enabled: true });
});

test("every key of a rule reaches it", () => {
  const yaml = [
    "kind: depth",
    "count: 7",
    "recover: 3",
    "per: group",
    "where: { queues: [shop/a], except: [shop/b], groups: [4], verdicts: [poison], owners: [pay], eventTypes: [Order*] }",
    "severity: critical",
    "forSeconds: 1",
    "keepSeconds: 2",
    "tells: [oncall]",
    "steps: [{ afterSeconds: 900, tells: [oncall] }, { afterSeconds: 60, tells: [oncall] }]",
    "repeatSeconds: 600",
    "runbook: https://wiki/x",
    "enabled: false",
  ].join("\n");
  expect(ruleOf(yaml)).toEqual({
    name: "mine",
    kind: "depth",
    params: { count: 7, recover: 3 },
    per: "group",
    where: { queues: ["shop/a"], except: ["shop/b"], groups: [4], verdicts: ["poison"], owners: ["pay"], eventTypes: ["Order*"] },
    severity: "critical",
    forSeconds: 1,
    keepSeconds: 2,
    tells: ["oncall"],
    steps: [
      { afterSeconds: 60, tells: ["oncall"] },
      { afterSeconds: 900, tells: ["oncall"] },
    ],
    repeatSeconds: 600,
    runbook: "https://wiki/x",
    enabled: false,
  });
});

test.each([
  ["kind: rate\nwindowMinutes: 2\ntimes: 3\nleast: 4\nperMinute: 50", { windowMinutes: 2, times: 3, least: 4, perMinute: 50 }],
  ["kind: sequence_gap\nkeys: 3\nminutes: 9", { keys: 3, minutes: 9 }],
  ["kind: accumulating\nminutes: 10\ncount: 5", { minutes: 10, count: 5 }],
  ["kind: new_group\nhours: 2", { hours: 2 }],
  ["kind: came_back\npercent: 50\ncount: 9", { percent: 50, count: 9 }],
])("%s", (lines, params) => expect(ruleOf(lines)?.params).toEqual(params));

test("teams and channels", () => {
  const config = read(
    "channels: { oncall: { kind: log } }\nowners: { pay: { queues: [shop/pay.*], eventTypes: [Payment*], frames: [com.pay.*], tells: [oncall] } }",
  );
  expect(config.owners).toEqual([
    { team: "pay", queues: ["shop/pay.*"], eventTypes: ["Payment*"], frames: ["com.pay.*"], tells: ["oncall"] },
  ]);
  expect(config.channels).toEqual([{ kind: "log", name: "oncall" }]);
  expect(maskConfig(config)).toMatchObject({ channels: [{ kind: "log", name: "oncall" }] });
});

test.each([
  [rule("kind: deep"), "5:7  alerts.rules.mine.kind must name a kind: new_group, regression, depth"],
  [rule("count: 7"), "alerts.rules.mine"],
  [rule("kind: depth\nlimit: 7"), '6:7  unknown key "limit"'],
  [rule("kind: depth\ncount: 0"), "6:7  alerts.rules.mine.count must be at least 1"],
  [rule("kind: new_group\nper: queue"), "6:7  alerts.rules.mine.per must be one of: group"],
  [rule("kind: rate\nwhere: { eventTypes: [A] }"), '6:16  unknown key "eventTypes"'],
  [rule("kind: depth\nwhere: { queues: [orders] }"), "must be source/queue"],
  [rule("kind: depth\ntells: []"), "alerts.rules.mine.tells must not be empty"],
  [rule("kind: depth\ntells: [oncal]"), "6:15  alerts.rules.mine.tells.0 must be one of the channels: oncall"],
  [
    rule("kind: depth\nsteps: [{ afterSeconds: 60, tells: [boss] }]"),
    "alerts.rules.mine.steps.0.tells.0 must be one of the channels: oncall",
  ],
  [rule("kind: depth\nsteps: [{ afterSeconds: 60 }]"), "tells is missing"],
  ["alerts: { rules: { Mine!: { kind: depth } } }", "the name Mine! must be lower-case letters, digits and dashes"],
  ["channels: { a: { kind: fax } }", "1:18  channels.a.kind must name a kind: log"],
  ["channels: { a: {} }", "channels.a"],
  ["owners: { pay: { tells: [x] } }", "must name queues, eventTypes or frames"],
  ["owners: { pay: { queues: [a/b], tells: [x] } }", "owners.pay.tells.0 names a channel, and none is configured under channels"],
])("refused with its place: %s", (text, told) => expect(wrong(text)).toContain(told));

test("what Slack would get is pretended in the demo alone", () => {
  const channels = "channels: { slack: { kind: pretend } }\n";
  expect(read(`environment: demo\n${channels}`).channels).toEqual([{ kind: "pretend", name: "slack" }]);
  for (const environment of ["", "environment: production\n", "environment: { name: demo-2, tone: staging }\n"])
    expect(wrong(`${environment}${channels}`)).toContain("pretend tells nobody: it is only for environment: demo");
});

test("rules of outboxes take their numbers", () => {
  const rules = read("alerts: { rules: { late: { kind: outbox_lag, seconds: 30 }, failed: { kind: outbox_failed, count: 5 } } }").alerts
    .rules;
  expect(rules.map(({ kind, params }) => [kind, params])).toEqual([
    ["outbox_lag", { seconds: 30 }],
    ["outbox_failed", { count: 5 }],
  ]);
});
