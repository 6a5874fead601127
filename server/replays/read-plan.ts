import type { Candidate } from "../checks/candidate.ts";
import type { Asking, Check, Chosen } from "../checks/check.ts";
import { checksAt } from "../checks/checks.ts";
import { factsOf, inform } from "../checks/judge.ts";
import { limited } from "../checks/too-often.ts";
import { neverLeft } from "../checks/stays.ts";
import { stillFailing } from "../checks/still-failing.ts";
import { judgeAll, type JudgedCandidate } from "../checks/tally.ts";
import type { Place } from "../access/permissions.ts";
import { visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { numberArray, textArray } from "../db/arrays.ts";
import { isPast, type Standing } from "../failures/standing.ts";
import { answerPlan } from "./answer.ts";
import { demandTarget, noMatch } from "./demand-target.ts";
import { chosenMessages } from "../selections/chosen.ts";
import type { PlanInput } from "./input.ts";
import { type Destination, destinationWords, goersOf, readDestinations } from "./read-destinations.ts";
import { learnWindow } from "./learn-window.ts";
import { isAllSampled, isSent, type JudgedBy, planReplay, type ReplayPlan } from "./plan.ts";
import { type MessageClass, readClasses } from "./read-classes.ts";
import { pauseAtOf, type Watched } from "./policy.ts";
import { readSamples } from "./read-samples.ts";
import { windowSeconds } from "./watch-window.ts";
import { placesOf } from "../selections/places.ts";
import { resolveSelection } from "../selections/resolve.ts";
import { selectionWords } from "../selections/selection-words.ts";

export interface PlanSample {
  readonly id: number;
  readonly eventType: string;
  readonly eventKey: string | null;
  readonly title: string;
  /** The code of the check that would skip it; null: it would be sent. */
  readonly why: string | null;
}

export interface PlanView extends ReplayPlan, Omit<Watched, "release"> {
  /** What it says was so at this moment. */
  readonly judgedAt: Date;
  /** Whether what made them die still kills, as far as it is known; null: nothing dead is chosen, or it does not matter for a release. */
  readonly standing: Standing | null;
  readonly answer: { readonly title: string; readonly sub: string };
  readonly words: string;
  /** The queues that it touches, or may touch: where starting it has to be permitted. */
  readonly places: readonly Place[];
  readonly chosen: number;
  /** No queue would take any of them; false also where that cannot be known. */
  readonly nowhere: boolean;
  /** Dead-letter queues of the chosen messages that are not read now, by name: what dies again there would not be seen. */
  readonly unread: readonly string[];
  /** Different event keys among those that carry one. */
  readonly keys: number;
  /** There may be more keys: of so many messages not all were looked at. */
  readonly keysCapped: boolean;
  /** The first and the last known death among them; null: none is known. */
  readonly diedFrom: Date | null;
  readonly diedTo: Date | null;
  /** Whose death is not known. */
  readonly undated: number;
  /** A few of those that would be sent, and of each that a check skips. */
  readonly samples: readonly PlanSample[];
  /** Targets besides queues by name that some of the messages have. */
  readonly offers: { readonly exchange: boolean; readonly release: boolean; readonly partition: boolean };
  /** Where the messages would go, with who receives them there; an audience that cannot be read is null. */
  readonly destinations: readonly Destination[];
}

const samplesEach = 3;
/** In more messages than these keys are not counted. */
const keysSought = 50_000;

/** What a replay of this selection would do, without doing any of it. Every count is exact, but those of keys and of sampled messages. */
export async function readPlan(asking: Ctx, asked: PlanInput): Promise<PlanView> {
  const { target, rate, stages, beyondLimit = false, despite = [] } = asked;
  const ctx = { ...asking, ...(beyondLimit && { config: limited(asking.config, null) }), despite };
  const places = await placesOf(ctx, asked.selection);
  await demandTarget(ctx, { target, places, subject: "replay plan", missing: noMatch });
  const input = { ...asked, selection: (await resolveSelection(ctx, asked.selection)).chosen };
  const logs = ctx.config.sources.filter(({ kind }) => ctx.brokers.codec(kind).log !== null).map(({ name }) => name);
  const [classes, { keys, keysOfLogs }, words, sampled, diesWithin] = await Promise.all([
    readClasses(ctx, input),
    countKeys(ctx, input, logs),
    selectionWords(ctx, asked.selection),
    readSamples(ctx, input),
    target.to === "release" ? null : learnWindow(ctx, input.selection),
  ]);
  const units = unitsOf(classes, sampled);
  const all = units.map(({ candidate }) => candidate);
  const count = all.reduce((sum, { n }) => sum + n, 0);
  const keysCapped = count > keysSought;
  const chosen: Chosen = {
    target,
    log: all.some(({ log }) => log),
    ordered: false,
    logKeys: { n: keysOfLogs, capped: keysCapped },
  };
  const byClass = await judgeBy(ctx, "class", chosen, all);
  const single = judgeAll(byClass.informed, sampled, ctx.clock());
  const bySample = await judgeBy(ctx, "message", chosen, single.filter(isSent).map(candidateOf));
  const observeSeconds = windowSeconds(ctx.config.observeSeconds, diesWithin);
  const plan = planReplay({ chosen, byClass, bySample, rate, stages, observeSeconds, stop: pauseAtOf(ctx.config, asked.stop) });
  const judgedAt = ctx.clock();
  const standing = target.to === "release" ? null : standingNow(plan, classes, byClass, judgedAt);
  const goers = goersOf(byClass, bySample, isAllSampled(byClass, bySample));
  const [destinations, samples] = await Promise.all([
    readDestinations(ctx, input, goers, bySample),
    readShown(ctx, units, byClass, bySample),
  ]);
  const unreachable = destinations.filter(({ audience }) => audience?.receivers?.length === 0).map((place) => place.target);
  const nowhere = unreachable.length === destinations.length ? unreachable : [];
  return {
    ...plan,
    judgedAt,
    standing,
    observeSeconds,
    windowKnown: diesWithin !== null,
    answer: answerPlan(plan, standing, { words: destinationWords(target, goers), release: target.to === "release", nowhere }),
    nowhere: nowhere.length > 0,
    unread: target.to === "release" ? [] : unreadOf(classes),
    words,
    places,
    chosen: count,
    keys,
    keysCapped,
    diedFrom: timesOf(classes.map(({ first }) => first)).at(0) ?? null,
    diedTo: timesOf(classes.map(({ last }) => last)).at(-1) ?? null,
    undated: classes.reduce((sum, { undated }) => sum + undated, 0),
    samples,
    offers: {
      exchange: all.some(({ exchanges }) => exchanges === true),
      release: !all.every(neverLeft),
      partition: chosen.log,
    },
    destinations,
  };
}

/** Of what would be sent. Whoever still dies counts before whose silence says nothing, and that before silence. An edit of poison has no past. */
function standingNow({ failing }: ReplayPlan, classes: readonly MessageClass[], { informed }: JudgedBy, now: Date): Standing | null {
  const facts = factsOf(informed, stillFailing);
  if (failing > 0 && facts) {
    const isRead = classes.every((one) => one.isRead || one.candidate.failing.length === 0);
    return { is: isPast(facts.agoMs) && isRead ? "lately" : "failing", ...facts };
  }
  const dead = classes.filter(({ candidate: { state, edited, verdict, failing: groups } }) => {
    const isAnother = edited && verdict !== "transient";
    return state === "dead" && !isAnother && groups.length === 0;
  });
  const [newest] = dead.toSorted((one, other) => other.seenAt.getTime() - one.seenAt.getTime());
  if (!newest) return null;
  const agoMs = Math.max(0, now.getTime() - newest.seenAt.getTime());
  if (dead.some(({ undatedNow }) => undatedNow)) return { is: "unknown", why: "undated", agoMs };
  if (!dead.every(({ isRead }) => isRead)) return { is: "unknown", why: "unread", agoMs };
  return { is: "quiet", agoMs };
}

function unreadOf(classes: readonly MessageClass[]): readonly string[] {
  return [...new Set(classes.flatMap(({ isRead, candidate: { queue } }) => (isRead ? [] : [queue])))].toSorted();
}

/** What is judged as one: messages of a class, or a single message. */
type Unit = Pick<MessageClass, "candidate" | "newest">;

/** Where every dead message was read, each is judged by its own bytes, as it will be before it is sent; otherwise by its class. */
function unitsOf(classes: readonly MessageClass[], sampled: readonly Candidate[]): readonly Unit[] {
  const others = classes.filter(({ candidate }) => candidate.state !== "dead");
  const n = classes.reduce((sum, { candidate }) => sum + (candidate.state === "dead" ? candidate.n : 0), 0);
  if (n !== sampled.length) return classes;
  return [...others, ...sampled.map((candidate) => ({ candidate, newest: candidate.message ? [candidate.message.id] : [] }))];
}

/** Those that are known, the first of them first. */
function timesOf(times: readonly (Date | null)[]): readonly Date[] {
  return times.filter((time) => time !== null).toSorted((a, b) => a.getTime() - b.getTime());
}

async function judgeBy(
  ctx: Ctx & Pick<Asking, "despite">,
  per: Check["per"],
  chosen: Chosen,
  candidates: readonly Candidate[],
): Promise<JudgedBy> {
  const asked = checksAt("plan", chosen).filter((check) => check.per === per);
  const informed = await inform(ctx, asked, candidates);
  return { informed, judged: judgeAll(informed, candidates, ctx.clock()) };
}

const candidateOf = ({ candidate }: JudgedCandidate) => candidate;

/** Different keys, and how many of those come from a log. */
async function countKeys(
  ctx: Ctx,
  { selection }: PlanInput,
  logs: readonly string[],
): Promise<{ readonly keys: number; readonly keysOfLogs: number }> {
  const visible = await visibleQueues(ctx, "message.view");
  const [row] = await ctx.sql<[{ keys: number; keysOfLogs: number }]>`
    select count(*) as keys, count(*) filter (where logged) as "keysOfLogs" from (
      select event_key, bool_or(queue_id in (select id from queues where source = any(${textArray(logs)}::text[]))) as logged
      from (select m.event_key, m.queue_id from messages m where ${chosenMessages(ctx, selection, visible)} limit ${keysSought}) sought
      where event_key is not null group by 1
    ) keys`;
  return row;
}

/** The newest of those that would be sent, and of each that a check skips, by its class or by itself. */
async function readShown(ctx: Ctx, units: readonly Unit[], byClass: JudgedBy, bySample: JudgedBy): Promise<readonly PlanSample[]> {
  const newest = new Map(units.map(({ candidate, newest: ids }) => [candidate, ids]));
  const skipped = bySample.judged.flatMap((one) =>
    one.candidate.message && !isSent(one) ? [{ id: one.candidate.message.id, why: whyOf(one) }] : [],
  );
  const alone = new Set(skipped.map(({ id }) => id));
  const known = byClass.judged.flatMap((one) =>
    (newest.get(one.candidate) ?? []).flatMap((id) => (alone.has(id) ? [] : [{ id, why: whyOf(one) }])),
  );
  const shown = [...Map.groupBy([...known, ...skipped], ({ why }) => why).values()].flatMap((all) =>
    all.toSorted((a, b) => b.id - a.id).slice(0, samplesEach),
  );
  const rows = await ctx.sql<Omit<PlanSample, "why">[]>`
    select m.id, m.event_type as "eventType", m.event_key as "eventKey", g.title from messages m join groups g on g.id = m.group_id
    where m.id = any(${numberArray(shown.map(({ id }) => id))}::bigint[])`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return shown.flatMap(({ id, why }) => {
    const row = byId.get(id);
    return row ? [{ ...row, why }] : [];
  });
}

function whyOf({ verdict }: JudgedCandidate): string | null {
  return verdict.do === "skip" ? verdict.code : null;
}
