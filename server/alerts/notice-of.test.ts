import { expect, test } from "vitest";
import type { Alert } from "./alert.ts";
import { evaluate } from "./evaluate.ts";
import type { Facts } from "./facts.ts";
import { wholeOf } from "./history/moment.ts";
import { ruleKinds } from "./kinds.ts";
import { noticeOf } from "./notice-of.ts";
import type { Around } from "./read-around.ts";
import { everywhere, type Rule } from "./rule.ts";

const start = Date.UTC(2026, 10, 30, 14, 2);
const at = (minutes: number) => new Date(start + minutes * 60_000);

/** One rule of each kind, with its defaults and no wait. */
const rules = ruleKinds.map(
  ({ kind, shape, pers, fallback }, nth): Rule => ({
    id: nth + 1,
    origin: "default",
    name: kind,
    kind,
    params: Object.fromEntries(Object.entries(shape).map(([name, type]) => [name, type.parse(undefined)])),
    per: pers[0],
    where: everywhere,
    ...fallback,
    forSeconds: 0,
    tells: null,
    steps: [{ afterSeconds: 86_000, tells: ["boss"] }],
    repeatSeconds: null,
    runbook: null,
    enabled: true,
  }),
);

const queueOf = (id: number, name: string) => ({
  id,
  source: "shop",
  name,
  captured: true,
  paused: false,
  heardAt: at(0),
  blindSince: null,
  ready: 300,
  expiresAt: at(180),
  waitingSince: at(-90),
  failedImports: 2,
});

/** Everything is wrong, and stays as it is while minutes go by. */
const wrong = (minutes: number): Facts => ({
  now: at(minutes),
  workersSilentSince: null,
  sources: [{ name: "shop", blindSince: null, error: null }],
  queues: [queueOf(1, "orders.dlq"), queueOf(2, "refunds.dlq"), { ...queueOf(3, "mail.dlq"), blindSince: at(-3) }],
  groups: [1, 2].map((id) =>
    wholeOf(id, {
      title: `Timeout ${id}`,
      downstream: "bank",
      verdict: "transient",
      foundAt: at(-300),
      triage: id === 1 ? "closed" : "open",
      triagedAt: id === 1 ? at(-400) : null,
      lastSeenAt: at(-1),
      dead: 120,
      unknown: 1,
      oldestAt: at(-300),
      arrived: { 5: 100 },
    }),
  ),
  replays: [{ id: 7, places: [{ source: "shop", queue: "orders.dlq" }], running: true, sent: 1, cameBack: 1, stopped: "canary_came_back" }],
  depths: new Map([[1, [at(minutes), at(-60)].map((when, nth) => ({ at: when, n: nth === 0 ? 120 : 3 }))]]),
  channels: [{ name: "pager", failingSince: at(-30), broken: true, answer: "no" }],
  breakers: [{ name: "bank", state: "open", since: at(0), own: false, held: 5 }],
  sequences: new Map([[1, { keys: 2, messages: 6, since: at(-30) }]]),
  applications: [
    {
      name: "shop",
      hasDatabase: true,
      isKnown: true,
      away: "It does not answer.",
      lacks: null,
      isPartial: false,
      evidence: null,
      outboxes: [],
    },
    {
      name: "mail",
      hasDatabase: true,
      isKnown: true,
      away: null,
      lacks: null,
      isPartial: false,
      evidence: null,
      outboxes: [
        {
          table: "outbox",
          isKnown: true,
          unpublished: 9,
          atLeast: false,
          lagMs: (30 + minutes) * 60_000,
          lagIsBound: false,
          failed: 2,
          failedAtLeast: false,
          isSilent: true,
          problem: null,
        },
      ],
    },
  ],
});

function turn(minutes: number, alerts: readonly Alert[]): readonly Alert[] {
  let id = alerts.length;
  const outcomes = evaluate({ facts: wrong(minutes), rules, alerts, silences: [], newId: () => ++id });
  const changed = new Map(outcomes.flatMap(({ alert }) => (alert ? [[alert.id, alert] as const] : [])));
  return [...new Map([...alerts.map((one) => [one.id, one] as const), ...changed]).values()];
}

function noticeAt(minutes: number, alert: Alert, around: Around | null = null) {
  const rule = rules.find(({ id }) => id === alert.ruleId);
  if (!rule) throw new Error(`no rule ${alert.ruleId}`);
  const { status, title, sentence, next, told, facts, holder, links } = noticeOf({
    alert,
    rule,
    seq: 1,
    event: { kind: "fired", by: null, reason: null, until: null, seq: 1, at: at(0), quiet: null },
    ackedBy: null,
    snoozedBy: null,
    mutedBy: null,
    silence: null,
    around,
    config: { environment: { name: "production", tone: "production" }, http: { url: "https://redrive.example.com" } } as never,
    now: at(minutes),
  });
  return { kind: rule.kind, status, title, sentence, next, told, facts, holder, links };
}

test("a message that was sent stays true while time goes by: no kind says how long something has gone on", () => {
  const fired = turn(0, []);
  const later = turn(22, fired);
  expect([...new Set(fired.map(({ ruleId }) => ruleId))].toSorted((a, b) => a - b)).toEqual(
    // A failure cannot be new and have waited for hours.
    rules.filter(({ kind }) => kind !== "new_group").map(({ id }) => id),
  );
  const spoken = (minutes: number, alerts: readonly Alert[]) => alerts.map((alert) => noticeAt(minutes, alert));
  expect(spoken(22, later)).toEqual(spoken(0, fired));
});

test("an open breaker says since when, whose dead letters need it, and in which queues they wait", () => {
  const alert = turn(0, []).find(({ key }) => key === "downstream:bank");
  expect(alert && noticeAt(0, alert)).toMatchObject({
    status: "Firing",
    sentence:
      "The breaker of bank is open. It has fired since 14:02 UTC: the breaker of a downstream is open, or messages keep failing because of it.",
    next: "Open since 30 Nov 14:02 UTC. Dead letters need it, in shop/orders.dlq and shop/refunds.dlq. Replayed messages wait for it. Replays go on by themselves once it has closed. See Breakers.",
  });
});

test("a notice says whether it goes on, how old the oldest is and when the first expires, as times, and leads to what fits", () => {
  const alert = turn(0, []).find(({ ruleId, key }) => rules[ruleId - 1]?.kind === "stalled" && key === "group:2");
  if (!alert) throw new Error("nothing is stalled");
  const around = { arrived: 0, minutes: 5, unreadSince: null, oldestAt: at(-1_500), expiresAt: at(180) };
  const { facts, links } = noticeAt(0, alert, around);
  expect(facts).toEqual(
    expect.arrayContaining([
      { label: "Arrived", text: "none in the 5 min before 14:02 UTC" },
      { label: "Oldest", text: "2026-11-29 13:02 UTC" },
      { label: "First expires", text: "17:02 UTC" },
    ]),
  );
  expect(links.map(({ label, href }) => [label, href.replace("https://redrive.example.com", "")])).toEqual([
    ["Plan replay", "/replays/new?group=2"],
    ["Group", "/groups/2"],
  ]);
  const arrivedOf = (of: Partial<Around>) => noticeAt(0, alert, { ...around, ...of }).facts.find(({ label }) => label === "Arrived")?.text;
  expect([arrivedOf({ unreadSince: at(-8) }), arrivedOf({ arrived: null })]).toEqual(["not known since 13:54 UTC", undefined]);
  const over = noticeAt(1, { ...alert, state: "resolved", resolvedAt: at(1) }, around);
  expect([over.facts.some(({ label }) => label === "Arrived"), over.links.map(({ label }) => label)]).toEqual([false, ["Group"]]);
});

test("an alert about a channel leads to the channels", () => {
  const alert = turn(0, []).find(({ key }) => key === "channel:pager");
  expect(alert && noticeAt(0, alert).links[0]).toEqual({ label: "Open channels", href: "https://redrive.example.com/alerts/channels" });
});
