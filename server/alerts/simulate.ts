import { advance, type Advanced, mature } from "./advance.ts";
import type { Alert } from "./alert.ts";
import type { Facts } from "./facts.ts";
import { freshAlert } from "./judge-rule.ts";
import type { Reading, RuleKind, Subject } from "./kind.ts";
import { narrowsGroups } from "./match.ts";
import type { Rule } from "./rule.ts";
import { Subjects } from "./subjects.ts";

/** From when to when one alert of a rule would have fired; `until` null: it would fire now. */
export interface Firing {
  readonly key: string;
  readonly name: string;
  readonly at: Date;
  readonly until: Date | null;
  readonly value: number | null;
}

/** The largest value of a stretch of time, with the limit at its moment. `value` null: there was nothing. */
export interface Point {
  readonly at: number;
  readonly value: number | null;
  readonly limit: number;
  readonly name: string;
}

/** Nothing else of the process runs for so many moments. */
const atOnce = 200;

export interface Simulated {
  /** In the order in which they began, by the parameters that they were judged with. */
  readonly firings: readonly (readonly Firing[])[];
  readonly points: readonly Point[];
}

/**
 * Runs a rule over moments in their order as if it had been there, once with its own parameters and once with each of the others; and finds the largest
 * value of each `bucketMs`.
 */
export async function simulate(
  rule: Rule,
  kind: RuleKind,
  moments: Iterable<Facts>,
  { others, bucketMs }: { readonly others: readonly Rule["params"][]; readonly bucketMs: number },
): Promise<Simulated> {
  const runs = [rule.params, ...others].map((params) => new Run({ ...rule, params }, kind));
  const points = new Map<number, Point>();
  const { scale } = kind;
  const isNarrowed = narrowsGroups(rule.where);
  let done = 0;
  for (const facts of moments) {
    if (++done % atOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    const subjects = new Subjects(facts).of(rule);
    for (const run of runs) run.see(facts, subjects);
    if (!scale) continue;
    const at = Math.floor(facts.now.getTime() / bucketMs) * bucketMs;
    const none = { at, value: null, limit: scale.limit(rule.params, { facts: {} }), name: "" };
    let point = points.get(at) ?? none;
    for (const reading of kind.judge({ params: scale.loose(rule.params), facts, subjects, isNarrowed }))
      if (reading.value !== null && reading.value > (point.value ?? 0))
        point = { at, value: reading.value, limit: scale.limit(rule.params, reading), name: String(reading.facts["name"] ?? "") };
    points.set(at, point);
  }
  return { firings: runs.map((run) => run.firings), points: [...points.values()] };
}

class Run {
  readonly firings: Firing[] = [];
  readonly #rule: Rule;
  readonly #kind: RuleKind;
  readonly #alerts = new Map<string, Alert>();
  readonly #open = new Map<string, number>();

  constructor(rule: Rule, kind: RuleKind) {
    this.#rule = rule;
    this.#kind = kind;
  }

  see(facts: Facts, subjects: readonly Subject[]): void {
    const rule = this.#rule;
    const judged = this.#kind.judge({ params: rule.params, facts, subjects, isNarrowed: narrowsGroups(rule.where) });
    const readings = new Map([...judged].map((reading) => [reading.key, reading]));
    for (const key of new Set([...this.#alerts.keys(), ...readings.keys()])) {
      const reading = readings.get(key) ?? null;
      const next = nextOf(rule, this.#alerts.get(key), reading, subjects, facts.now);
      if (next && next.alert.state !== "resolved") this.#alerts.set(key, next.alert);
      else this.#alerts.delete(key);
      if (next?.happened.some((kind) => kind === "fired" || kind === "flapping")) {
        this.#open.set(key, this.firings.length);
        const name = String(next.alert.facts["name"] ?? key);
        this.firings.push({ key, name, at: facts.now, until: null, value: next.alert.value });
      }
      if (next?.happened.includes("resolved")) this.#close(key, facts.now);
    }
  }

  #close(key: string, until: Date): void {
    const nth = this.#open.get(key);
    const firing = nth === undefined ? undefined : this.firings[nth];
    if (nth !== undefined && firing) this.firings[nth] = { ...firing, until };
  }
}

/** Each firing stands for itself, however often there was one before. */
function nextOf(rule: Rule, before: Alert | undefined, reading: Reading | null, subjects: readonly Subject[], now: Date): Advanced | null {
  if (before) return advance(rule, before, reading, now);
  if (reading?.level !== "over") return null;
  const of = subjects.find(({ key }) => key === reading.key);
  return mature(rule, freshAlert(rule, reading, of, { id: 0, now }), reading, now, null);
}
