import fc from "fast-check";
import { expect, test } from "vitest";
import { at, deep, factsOf, groupOf, queue, world } from "../testing/alert-world.ts";
import type { Alert } from "./alert.ts";
import { manyKey } from "./alert.ts";
import { mostNew, mostNewMs, worseTimes } from "./limits.ts";
import { isHeldBack } from "./quiet.ts";
import { everywhere, type Rule } from "./rule.ts";
import type { Silence } from "./silence-match.ts";
import { newsOnly, type TransitionKind } from "./transition.ts";

const quick = { ...deep, forSeconds: 0, keepSeconds: 0 };
const rules: readonly Rule[] = [
  { ...quick, id: 1, name: "group", per: "group" },
  { ...quick, id: 2, name: "queue", repeatSeconds: 1_800 },
  { ...quick, id: 3, name: "blind", kind: "collector_blind", params: {}, per: "source", steps: [] },
];

/**
 * Two rules over many groups and one that explains both, storms, silences, snoozes, mutes and acknowledgements: whoever fires and is kept back by nothing
 * has told somebody since it fired, by itself or by the alert that tells for it, and of ten times as much ten minutes later at the latest; and one tells for
 * others only in a storm.
 */
test("what fires and is not kept back has told somebody, whatever kept it back before", () => {
  const seldom = fc.integer({ min: 0, max: 4 }).map((n) => n === 0);
  const storms = fc.array(fc.constantFrom(0, 10, 12, 100, 1_000), { minLength: 14, maxLength: 14 });
  const few = fc
    .tuple(fc.integer({ min: 0, max: 13 }), fc.constantFrom(10, 15, 150))
    .map(([which, n]) => Array.from({ length: 14 }, (_, nth) => (nth === which || nth === 0 ? n : 0)));
  const dead: fc.Arbitrary<readonly number[]> = fc.oneof(storms, few);
  const step = fc.record({
    minutes: fc.integer({ min: 0, max: 400 }).map((n) => n / 10),
    dead,
    blind: seldom,
    silenced: seldom,
    act: fc.option(
      fc.tuple(fc.constantFrom("acknowledge", "mute", "take_back", "snooze"), fc.constantFrom("many", "group:1", "group:3", "queue:1")),
      { freq: 2 },
    ),
  });
  const seen = { grouped: 0, inhibited: 0 };
  const run = (steps: readonly (typeof step extends fc.Arbitrary<infer One> ? One : never)[]) => {
    const held: Silence[] = [];
    const { turn, rows, live, log, act } = world(rules, held);
    const heardOf = new Map<number, number>();
    let minute = 0;
    for (const { minutes, dead, blind, silenced, act: what } of steps) {
      minute += minutes;
      const now = at(minute);
      held.splice(0, 1, ...(silenced ? [{ id: 1, ruleId: null, where: everywhere, principalId: 7 }] : []));
      const groups = dead.flatMap((n, nth) => (n > 0 ? [groupOf(nth + 1, { dead: n })] : []));
      turn(factsOf(now, groups, [blind ? { ...queue, blindSince: at(0) } : queue]));
      const heardNow = log.filter((one) => one.at.getTime() === now.getTime());
      for (const alert of live()) {
        const by = alert.groupedIn === null ? alert : rows().find(({ id }) => id === alert.groupedIn);
        expect(by?.state, "who tells for it fires").not.toBe("resolved");
        if (by) expectTold(alert, by, { dead, now, minute, heardNow, heardOf });
        if (alert.groupedIn !== null) seen.grouped++;
        if (alert.inhibitedBy !== null) seen.inhibited++;
      }
      expectStorm(heardNow, rows(), now);
      if (!what) continue;
      act(what[0], now, what[1]);
      for (const { id, key, value } of live()) if (key === what[1]) heardOf.set(id, Math.max(heardOf.get(id) ?? 0, value ?? 0));
    }
  };
  fc.assert(fc.property(fc.array(step, { maxLength: 30, size: "max" }), run), { numRuns: 300 });
  expect(seen.grouped).toBeGreaterThan(100);
  expect(seen.inhibited).toBeGreaterThan(100);
});

const wasTold = ({ toldAt, firedAt }: Alert) => toldAt !== null && firedAt !== null && toldAt >= firedAt;

interface Moment {
  /** Of each group. */
  readonly dead: readonly number[];
  readonly now: Date;
  readonly minute: number;
  readonly heardNow: readonly Logged[];
  /** The most that somebody was told of, by alert. */
  readonly heardOf: Map<number, number>;
}

type Logged = ReturnType<typeof world>["log"][number];

/** `by`: the one that tells for it, or itself. */
function expectTold(alert: Alert, by: Alert, { dead, now, minute, heardNow, heardOf }: Moment): void {
  if (alert.state !== "firing") return;
  if (by.ackedAt === null && !isHeldBack(by, now)) expect(wasTold(by), `${by.key} at ${minute}`).toBe(true);
  if (alert.ruleId !== 1 || alert.key === manyKey) return;
  const n = dead[Number(alert.key.slice("group:".length)) - 1] ?? 0;
  const heard = heardOf.get(alert.id);
  // Somebody keeps it quiet, or has just looked at it: then no more is told of it.
  if (heard === undefined || isHeard(alert, by, heardNow) || isHeldBack(by, now)) heardOf.set(alert.id, Math.max(heard ?? 0, n));
  const mayCome = alert.groupedIn !== null && by.toldAt !== null && now.getTime() - by.toldAt.getTime() < mostNewMs;
  if (!mayCome) expect(n, `what was told of ${alert.key} at ${minute}`).toBeLessThan(worseTimes * (heardOf.get(alert.id) ?? 0));
}

/** What joins a storm is among those that the alert of all stands for. */
function isHeard(alert: Alert, by: Alert, heardNow: readonly Logged[]): boolean {
  const joins = ({ id, kind }: Logged) => id === alert.id && (kind === "fired" || kind === "flapping");
  const isNews = ({ id, kind, quiet }: Logged) =>
    (id === alert.id || id === by.id) && quiet === null && newsOnly.includes(kind as TransitionKind);
  return heardNow.some((one) => joins(one) || isNews(one));
}

/** One tells for others only in a storm. */
function expectStorm(heardNow: readonly Logged[], rows: readonly Alert[], now: Date): void {
  if (!heardNow.some(({ kind, quiet }) => kind === "fired" && quiet === "grouped")) return;
  const recent = rows.filter(
    ({ ruleId, key, firedAt }) => ruleId === 1 && key !== manyKey && firedAt && now.getTime() - firedAt.getTime() <= mostNewMs,
  );
  expect(recent.length, "no storm").toBeGreaterThan(mostNew);
}
