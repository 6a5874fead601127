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
  readonly origin: string | null;
  readonly log: boolean;
  readonly n: number;
}

const mostDestinations = 5;

/** Where most of the messages would go, and who receives them there. */
export function readDestinations(ctx: Ctx, input: PlanInput, byClass: JudgedBy, bySample: JudgedBy): Promise<readonly Destination[]> {
  const places = placesOf(byClass).slice(0, mostDestinations);
  return Promise.all(places.map((place) => readDestination(ctx, input, place, bySample)));
}

/** A target in words: its name, where all go to one queue. */
export function destinationWords(target: ReplayTarget, byClass: JudgedBy): string {
  const [only, ...others] = placesOf(byClass);
  const byName = target.to === "failed_queue" && target.partition === undefined && only && others.length === 0;
  return byName ? (only.origin ?? "its queue") : targetWords(target);
}

/** By source and the queue that they failed in, the largest first. */
function placesOf({ judged }: JudgedBy): readonly Place[] {
  const places = Map.groupBy(judged.filter(isSent), ({ candidate: { source, origin } }) => JSON.stringify([source, origin]));
  return [...places.values()]
    .flatMap((all) => {
      const n = all.reduce((sum, { candidate }) => sum + candidate.n, 0);
      const [one] = all;
      return one ? [{ source: one.candidate.source, origin: one.candidate.origin, log: one.candidate.log, n }] : [];
    })
    .toSorted((a, b) => b.n - a.n);
}

async function readDestination(
  ctx: Ctx,
  { target }: PlanInput,
  { source, origin, log, n }: Place,
  { judged }: JudgedBy,
): Promise<Destination> {
  const at: Target | null = target.to === "queue" ? target : target.to === "failed_queue" && origin ? { to: "queue", queue: origin } : null;
  // A source may have left the configuration since, or not answer.
  const readAudience = async (to: Target) => ctx.brokers.get(source).audience(to);
  const audience = at ? await readAudience(at).catch(() => null) : null;
  const groups = judged.flatMap(({ candidate: { source: from, message } }) =>
    from === source && message?.place && message.place.failedAt === at?.queue ? (message.place.group ?? []) : [],
  );
  return { source, n, audience, failedIn: log ? [...new Set(groups)] : null, target: at ? at.queue : targetWords(target) };
}
