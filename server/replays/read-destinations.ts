import { boundQueue } from "../checks/bindings.ts";
import { noQueue } from "../checks/no-queue.ts";
import type { JudgedCandidate } from "../checks/tally.ts";
import type { Audience, Target } from "../sources/port.ts";
import type { Ctx } from "../context.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import type { PlanInput } from "./input.ts";
import { isSent, type JudgedBy } from "./plan.ts";
import { targetWords } from "./words.ts";

export interface Destination {
  readonly source: string;
  readonly target: string;
  readonly n: number;
  readonly audience: Audience | null;
  /** Logs only: the consumer groups that sampled messages failed in; null: it is no log. */
  readonly failedIn: readonly string[] | null;
}

interface Place {
  readonly source: string;
  /** null: it differs from message to message, or is not known. */
  readonly at: Target | null;
  readonly log: boolean;
  readonly n: number;
}

const mostDestinations = 5;

/** Where most of the messages would go, and who receives them there. */
export function readDestinations(
  ctx: Ctx,
  { target }: PlanInput,
  goers: readonly JudgedCandidate[],
  { judged }: JudgedBy,
): Promise<readonly Destination[]> {
  return Promise.all(
    placesOf(target, goers)
      .slice(0, mostDestinations)
      .map(async ({ source, at, log, n }) => {
        const failedIn = judged.flatMap(({ candidate: { source: from, message } }) =>
          from === source && at?.to === "queue" && message?.place?.failedAt === at.queue ? (message.place.group ?? []) : [],
        );
        const audience = at ? await readAudience(ctx, source, at) : null;
        return { source, n, audience, failedIn: log ? [...new Set(failedIn)] : null, target: wordsOf(target, at) };
      }),
  );
}

/** Those that would go somewhere: single messages where all of them were read, classes otherwise. */
export function goersOf(byClass: JudgedBy, bySample: JudgedBy, allSampled: boolean): readonly JudgedCandidate[] {
  const goes = (one: JudgedCandidate) => isSent(one) || (one.verdict.do === "skip" && one.verdict.code === noQueue.code);
  return (allSampled ? bySample : byClass).judged.filter(goes);
}

/** A target in words: its name, where all go to one queue. */
export function destinationWords(target: ReplayTarget, goers: readonly JudgedCandidate[]): string {
  const [only, ...others] = placesOf(target, goers);
  const byName = target.to === "failed_queue" && target.partition === undefined && only && others.length === 0;
  return byName ? (only.at === null ? "its queue" : wordsOf(target, only.at)) : targetWords(target);
}

/** By source and place, the largest first. */
function placesOf(target: ReplayTarget, goers: readonly JudgedCandidate[]): readonly Place[] {
  const placed = goers.map((one) => ({ candidate: one.candidate, at: placeOf(target, one) }));
  const places = Map.groupBy(placed, ({ candidate: { source }, at }) => JSON.stringify([source, at && wordsOf(target, at)]));
  return [...places.values()]
    .flatMap((all) => {
      const n = all.reduce((sum, { candidate }) => sum + candidate.n, 0);
      const [one] = all;
      return one ? [{ source: one.candidate.source, at: one.at, log: one.candidate.log, n }] : [];
    })
    .toSorted((a, b) => b.n - a.n);
}

function placeOf(target: ReplayTarget, { candidate: { message, facts, origin }, findings }: JudgedCandidate): Target | null {
  if (target.to === "queue" || target.to === "exchange") return target;
  const destination = message?.way?.destination ?? null;
  if (destination === null) return target.to === "failed_queue" && facts?.queue && origin ? { to: "queue", queue: origin } : null;
  if (destination.to !== "bindings") return destination;
  const queue = boundQueue(findings);
  return queue === null ? null : { to: "queue", queue };
}

function wordsOf(target: ReplayTarget, at: Target | null): string {
  if (at === null || target.to === "release") return targetWords(target);
  if (at.to === "queue") return target.to === "queue" ? targetWords(target) : at.queue;
  return target.to === "exchange" ? targetWords(target) : `${targetWords(at)}, key ${at.routingKey || '""'}`;
}

/** null: its source has left the configuration, or does not answer. */
async function readAudience(ctx: Ctx, source: string, at: Target): Promise<Audience | null> {
  try {
    return await ctx.brokers.get(source).audience(at);
  } catch {
    return null;
  }
}
