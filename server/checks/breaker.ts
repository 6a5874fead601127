import { numberArray } from "../db/arrays.ts";
import type { DownstreamSpec } from "../downstreams/downstream.ts";
import type { Gate } from "../downstreams/gate.ts";
import { gateNow, waits } from "../downstreams/gate-now.ts";
import { isUnprotected } from "../downstreams/judge-downstream.ts";
import { readStandings, type Standing } from "../downstreams/read-standing.ts";
import type { DownstreamState } from "../downstreams/reading.ts";
import { takeTrickle } from "../downstreams/take-trickle.ts";
import { stateWord } from "../downstreams/words.ts";
import { listWords } from "../text/list.ts";
import { numberText } from "../text/numbers.ts";
import type { Candidate } from "./candidate.ts";
import type { Asking, Check, Found, Line } from "./check.ts";
import type { Finding } from "./verdict.ts";

/** What decides about a message: the downstream, and what its breaker says. Closed with the gate `trickle`: it was open a short while ago. */
export type BreakerData = {
  readonly downstream: string;
  readonly state: DownstreamState;
  readonly gate: Gate;
  readonly why: "state" | "overridden";
};

interface Facts {
  /** null: no downstream is configured, so no message needs one. A name that is missing left redrive.yaml since. */
  readonly needed: ReadonlyMap<string, Needed> | null;
  readonly replays: ReadonlyMap<number, Asker>;
  /** Where nothing is an item yet: all that is asked about together. */
  readonly planned: Asker;
}

interface Needed {
  readonly spec: DownstreamSpec;
  readonly standing: Standing;
  /** Items that it is tried with while it is half-open. */
  readonly tried: readonly number[];
}

/** A replay: of more than one message, and with downstreams that it does not wait for. */
interface Asker {
  readonly bulk: boolean;
  readonly overrides: readonly string[];
}

/** `wakeHeld` ends it, and `wakeDerived` where its message needs other downstreams since: this is for what both miss. */
const holdMs = 86_400_000;

/** A replay waits while the circuit breaker of a downstream that its messages need is open. */
export const breaker: Check<Facts, BreakerData> = {
  code: "breaker",
  when: ["plan", "send"],
  per: "class",
  applies: ({ target }) => target.to !== "release",
  read: readFacts,
  judge: (facts, candidate, now) => {
    if (facts.needed === null) return null;
    if (candidate.needs === null) return { do: "unknown", data: null };
    const found = candidate.needs.flatMap((name) => judgeOne(facts, name, candidate, now) ?? []);
    const holds = found.filter((one) => one.do === "hold");
    // What needs one that is tried and one that is open is no trial: it waits for the open one.
    return holds.find((one) => one.data?.gate !== "trickle") ?? holds[0] ?? found[0] ?? null;
  },
  words: { line: lineOf, reason: (data) => (data ? reasonOf(data) : "waits for a downstream") },
};

async function readFacts(ctx: Asking, candidates: readonly Candidate[]): Promise<Facts> {
  const { config } = ctx;
  const planned = { bulk: candidates.reduce((sum, { n }) => sum + n, 0) > 1, overrides: [] };
  if (config.downstreams.length === 0) return { needed: null, replays: new Map(), planned };
  const names = new Set(candidates.flatMap(({ needs }) => needs ?? []));
  const specs = config.downstreams.filter(({ name }) => names.has(name));
  const [standings, replays] = await Promise.all([readStandings(ctx, specs), readAskers(ctx, candidates)]);
  const needed = await Promise.all(
    standings.map(async (standing) => {
      const spec = specs.find(({ name }) => name === standing.name);
      if (!spec) return [];
      const isWaiting = (candidate: Candidate) =>
        candidate.needs?.includes(standing.name) === true && waitsFor({ spec, standing }, askerOf(replays, planned, candidate));
      const tried = isTriedNow(standing) ? await readTried(ctx, standing, candidates.filter(isWaiting)) : [];
      return [[standing.name, { spec, standing, tried }] as const];
    }),
  );
  return { needed: new Map(needed.flat()), replays, planned };
}

/** It is open no more, and a few are sent at a time to see how it takes them. */
const isTriedNow = ({ state, unstableUntil }: Standing) => state === "half_open" || unstableUntil !== null;

async function readAskers({ sql }: Asking, candidates: readonly Candidate[]): Promise<Facts["replays"]> {
  const ids = [...new Set(candidates.flatMap(({ message }) => message?.item?.replayId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await sql<{ id: number; total: number; overrides: readonly { readonly downstream: string }[] }[]>`
    select id, total, overrides from replays where id = any(${numberArray(ids)}::bigint[])`;
  return new Map(
    rows.map(({ id, total, overrides }) => [id, { bulk: total > 1, overrides: overrides.map(({ downstream }) => downstream) }]),
  );
}

/** Takes a turn only for items that wait at this gate: one that goes anyway would leave none for those of another replay. */
async function readTried(ctx: Asking, standing: Standing, waiting: readonly Candidate[]): Promise<readonly number[]> {
  const items = waiting.flatMap(({ message }) => message?.item?.id ?? []);
  return items.length > 0 ? takeTrickle(ctx, standing, items) : [];
}

function askerOf(replays: Facts["replays"], planned: Asker, { message }: Candidate): Asker {
  return (message?.item && replays.get(message.item.replayId)) ?? planned;
}

function waitsFor({ spec, standing }: Pick<Needed, "spec" | "standing">, { bulk, overrides }: Asker): boolean {
  return waits[gateNow(spec, standing, bulk)] && !overrides.includes(spec.name);
}

function judgeOne(facts: Facts, name: string, candidate: Candidate, now: Date): Finding<BreakerData> | null {
  const needed = facts.needed?.get(name);
  if (!needed) return null;
  const item = candidate.message?.item ?? null;
  const asker = askerOf(facts.replays, facts.planned, candidate);
  const { state } = needed.standing;
  const gate = gateNow(needed.spec, needed.standing, asker.bulk);
  const data = { downstream: name, state, gate, why: "state" } as const;
  if (asker.overrides.includes(name)) return { do: "send", data: { ...data, why: "overridden" } };
  const isTried = item !== null && needed.tried.includes(item.id);
  if (waitsFor(needed, asker) && !isTried) return { do: "hold", data, until: new Date(now.getTime() + holdMs) };
  return { do: "send", data };
}

function reasonOf({ downstream, state, gate }: BreakerData): string {
  if (state === "unknown" && gate === "trickle") return `held: many messages failed because of ${downstream} until a short while ago`;
  if (state === "closed") return `held: ${downstream} is closed again, but not for long enough yet`;
  if (state === "unknown") return `held: the state of the breaker of ${downstream} is unknown`;
  return `held: the breaker of ${downstream} is ${stateWord(state)}`;
}

function lineOf(found: Found<Facts, BreakerData>): Line | null {
  const said = found.judged.flatMap(({ candidate: { n }, finding }) => (finding?.data ? [{ n, is: finding.do, ...finding.data }] : []));
  const label = "Breaker of the downstream";
  if (said.length === 0)
    return found.unknown > 0 ? { label, n: null, text: `not known yet for ${numberText(found.unknown)}: they are being read again` } : null;
  const held = said.filter(({ is }) => is === "hold");
  const n = held.reduce((sum, one) => sum + one.n, 0);
  const details = each([...held, ...said], detailOf);
  if (n > 0) {
    const holds = listWords(each(held, stateOf));
    return { label, n, text: "held, and sent by themselves once it has healed", details, holds, tone: "warn" };
  }
  const bad = said.filter(({ state }) => state !== "closed");
  const names = (all: readonly BreakerData[]) => listWords([...new Set(all.map(({ downstream }) => downstream))]);
  if (bad.length > 0) return { label, n: bad.reduce((sum, one) => sum + one.n, 0), text: "sent all the same", details, tone: "warn" };
  const bare = said.filter(({ downstream }) => isUnprotected(found.facts?.needed?.get(downstream)?.standing.readings ?? []));
  if (bare.length === 0) return { label, n: 0, text: `closed: ${names(said)}` };
  return {
    label,
    n: bare.reduce((sum, one) => sum + one.n, 0),
    text: `sent, and nothing protects ${names(bare)}: a breaker is disabled or only measures`,
    tone: "warn",
  };
}

/** Of each downstream once. */
function each<One extends BreakerData>(all: readonly One[], words: (one: One) => string): readonly string[] {
  return [...Map.groupBy(all, ({ downstream }) => downstream).values()].flatMap(([first]) => (first ? [words(first)] : []));
}

function stateOf({ downstream, state, gate }: BreakerData): string {
  if (state === "unknown" && gate === "trickle") return `many messages failed because of ${downstream} until a short while ago`;
  if (state === "unknown") return `the state of ${downstream} is unknown`;
  return `${downstream} is ${state === "closed" ? "closed again only for a short while" : stateWord(state)}`;
}

function detailOf({ downstream, state, gate }: BreakerData): string {
  if (state === "closed" && gate === "trickle")
    return `${downstream} is closed again: a few are sent at a time until it has been closed for long enough.`;
  if (state === "unknown" && gate === "trickle")
    return `Many messages failed because of ${downstream} until a short while ago: a few are sent at a time until Redrive sees it stable.`;
  const is = state === "unknown" ? `The state of ${downstream} is unknown` : `${downstream} is ${stateWord(state)}`;
  return gate === "trickle" ? `${is}: a few are sent at a time, to see how it takes them.` : `${is}.`;
}
