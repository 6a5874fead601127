import { lastedText } from "../text/lasted.ts";
import { numberText } from "../text/numbers.ts";
import { askEach, idOf } from "./ask-each.ts";
import type { Check, Found, Line } from "./check.ts";

/** By source and dead-letter queue; missing: its broker does not tell it now. */
type Lifetimes = ReadonlyMap<string, number | "for_ever">;

/** Milliseconds until it is gone, by its own expiration and by its queue. null: for ever; "unknown": nobody tells. */
type Data = { readonly own: number | null; readonly queue: number | null | "unknown" };

/** What lies longer is seen by somebody in time, as a rule. */
const soonMs = 86_400_000;
const mostQueues = 3;

/** A released message may be gone from its queue before anybody has seen it there. */
export const expires: Check<Lifetimes, Data> = {
  code: "expires",
  when: ["plan"],
  per: "message",
  applies: ({ target }) => target.to === "release",
  read: (ctx, candidates) =>
    askEach(
      candidates.map(({ source, queue }) => [source, queue] as const),
      async ([source, queue]) => ctx.brokers.get(source).lifetime(queue),
    ),
  judge: (facts, { source, queue, message }) => {
    const own = message?.way?.expiresMs ?? null;
    const kept = facts.get(idOf([source, queue])) ?? "unknown";
    const data: Data = { own, queue: kept === "for_ever" ? null : kept };
    return data.own === null && data.queue === null ? null : { do: "send", data };
  },
  words: { line: lineOf, reason: () => "it expires in its queue" },
};

function lineOf({ judged, sampled, n }: Found<Lifetimes, Data>): Line | null {
  const said = judged.flatMap(({ candidate: { queue }, finding }) => (finding?.data ? [{ name: queue, ...finding.data }] : []));
  if (said.length === 0) return null;
  const own = said.flatMap((one) => one.own ?? []);
  const queues = [...new Map(said.map(({ name, queue }) => [name, queue]))];
  const ends = [...own, ...queues.flatMap(([, ms]) => (typeof ms === "number" ? ms : []))];
  const of = `${numberText(own.length)} of ${numberText(sampled ?? n)} sampled`;
  const details = [
    ...(own.length > 0 ? [`${of} carry their own expiration, and are gone after ${spanText(own)}.`] : []),
    ...queues.slice(0, mostQueues).flatMap(([name, ms]) => queueText(name, ms)),
  ];
  const label = "Expire in their queue";
  if (ends.length === 0) return { label, n: null, text: "not known", details };
  const expiring = said.filter((one) => one.own !== null || typeof one.queue === "number").length;
  const text = "released, and gone from there if nobody takes them in time; the copies here stay, and can be restored";
  return { label, n: expiring, text, details, ...(Math.min(...ends) < soonMs ? { tone: "warn" as const } : {}) };
}

function queueText(name: string, ms: Data["queue"]): readonly string[] {
  if (ms === null) return [];
  return [ms === "unknown" ? `How long "${name}" keeps a message is not known.` : `"${name}" keeps a message for ${spanText([ms])}.`];
}

/** "5 s", or "5 s to 2 min". */
function spanText(all: readonly number[]): string {
  const [least, most] = [Math.min(...all), Math.max(...all)].map((ms) => (ms < 1_000 ? `${ms} ms` : lastedText(ms)));
  return least === most ? `${least}` : `${least} to ${most}`;
}
