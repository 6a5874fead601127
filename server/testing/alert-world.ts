import type { Alert } from "../alerts/alert.ts";
import { applyAct } from "../alerts/apply-act.ts";
import { evaluate } from "../alerts/evaluate.ts";
import type { Facts, GroupFact, QueueFact } from "../alerts/facts.ts";
import { everywhere, type Rule } from "../alerts/rule.ts";
import { tell } from "../alerts/settle.ts";
import type { Silence } from "../alerts/silence-match.ts";

const start = Date.UTC(2026, 10, 20, 3);
export const at = (minutes: number) => new Date(start + minutes * 60_000);

export const queue: QueueFact = {
  id: 1,
  source: "shop",
  name: "orders.dlq",
  captured: true,
  paused: false,
  heardAt: null,
  blindSince: null,
  ready: 0,
  expiresAt: null,
  waitingSince: null,
  failedImports: 0,
};
export const groupOf = (id: number, of: Partial<GroupFact> = {}): GroupFact => ({
  id,
  queueId: 1,
  title: `Error ${id}`,
  verdict: "transient",
  downstream: "bank",
  owner: null,
  assignee: null,
  triage: "open",
  triagedAt: null,
  mutedUntil: null,
  foundAt: null,
  lastSeenAt: at(0),
  dead: 0,
  ofTypes: [],
  unknown: 0,
  away: 0,
  oldestAt: null,
  arrived: {},
  usual: null,
  ...of,
});
export const factsOf = (now: Date, groups: readonly GroupFact[], queues: readonly QueueFact[] = [queue]): Facts => ({
  now,
  workersSilentSince: null,
  sources: [{ name: "shop", blindSince: null, error: null }],
  queues,
  groups,
  replays: [],
  depths: new Map(),
  channels: [],
  breakers: [],
  sequences: new Map(),
  applications: [],
});
export const deep: Rule = {
  id: 1,
  origin: "page",
  name: "deep",
  kind: "depth",
  params: { count: 10, recover: 5 },
  per: "queue",
  where: everywhere,
  severity: "error",
  forSeconds: 120,
  keepSeconds: 180,
  tells: null,
  steps: [{ afterSeconds: 600, tells: ["boss"] }],
  repeatSeconds: null,
  runbook: null,
  enabled: true,
};

/** The rows, as a database would keep them: evaluations and acts follow each other. */
export function world(begun: readonly Rule[], silences: Silence[] = []) {
  let rules = begun;
  let rows: readonly Alert[] = [];
  let ids = 0;
  const log: { readonly id: number; readonly kind: string; readonly quiet: string | null; readonly at: Date }[] = [];
  const write = (outcomes: ReturnType<typeof evaluate>, now: Date) => {
    const gone = new Set(outcomes.flatMap(({ before }) => (before ? [before.id] : [])));
    rows = [...rows.filter(({ id }) => !gone.has(id)), ...outcomes.flatMap(({ alert }) => alert ?? [])].toSorted((a, b) => a.id - b.id);
    for (const { alert, happened } of outcomes) for (const one of happened) log.push({ id: alert?.id ?? 0, ...one, at: now });
  };
  return {
    log,
    silences,
    rules: (changed: readonly Rule[]) => {
      rules = changed;
    },
    rows: () => rows,
    live: () => rows.filter(({ state }) => state === "firing" || state === "recovering"),
    told: () => log.filter(({ quiet }) => quiet === null).map(({ kind }) => kind),
    turn: (facts: Facts) => {
      const kept = rows.filter(({ resolvedAt }) => !resolvedAt || facts.now.getTime() - resolvedAt.getTime() < 3_600_000);
      const outcomes = evaluate({ facts, rules, alerts: structuredClone(kept), silences, newId: () => ++ids });
      write(outcomes, facts.now);
      return outcomes.length;
    },
    act: (act: "acknowledge" | "mute" | "take_back" | "snooze", now: Date, key: string | null = null) => {
      const before = rows.find((row) => (row.state === "firing" || row.state === "recovering") && (key === null || row.key === key));
      const input = { id: before?.id ?? 0, reason: "" };
      const done =
        before &&
        applyAct(before, act === "snooze" ? { ...input, act, minutes: 30 } : { ...input, act }, { principal: 7, now, steps: deep.steps });
      if (done) write([tell({ before, alert: done.alert, events: [{ kind: done.kind, by: 7 }], now })], now);
    },
  };
}

export const dead = (n: number, away = 0) => [groupOf(1, { dead: n, away })];
