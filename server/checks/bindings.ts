import { askEach, idOf } from "./ask-each.ts";
import type { Candidate } from "./candidate.ts";
import { type Check, type Found, type Line, sentences } from "./check.ts";
import { listWords } from "../text/list.ts";
import { numberText } from "../text/numbers.ts";

/** By source, exchange and key: the queues that take it; null: the broker does not tell. */
type Reached = ReadonlyMap<string, { readonly queues: readonly string[] | null }>;

/** `queue`: the only one that takes it. null: `reached` others do; or the broker does not tell, and that is null too. */
type Data = { readonly exchange: string; readonly routingKey: string; readonly queue: string | null; readonly reached: number | null };

const mostQueues = 3;
const plain = sentences({
  label: "Origin by bindings",
  some: "skipped: more than one queue, or none, takes them from their exchange; choose another target",
  none: null,
});

/**
 * Messages that carry no queue but the exchange and the key that they were published with: where exactly one queue takes those now, they failed in that
 * one. Its own dead-letter queue is none.
 */
export const bindings: Check<Reached, Data> = {
  code: "bindings",
  when: ["plan", "send"],
  per: "message",
  applies: ({ target }) => target.to === "failed_queue",
  read: (ctx, candidates) =>
    askEach(
      candidates.flatMap((one) => {
        const key = keyOf(one);
        return key ? [[one.source, key.exchange, key.routingKey] as const] : [];
      }),
      async ([source, exchange, routingKey]) => {
        const { receivers } = await ctx.brokers.get(source).audience({ to: "exchange", exchange, routingKey });
        return { queues: receivers && receivers.map(({ name }) => name) };
      },
      Number.POSITIVE_INFINITY,
    ),
  judge: (facts, candidate) => {
    const key = keyOf(candidate);
    if (key === null) return null;
    const { exchange, routingKey } = key;
    const found = facts.get(idOf([candidate.source, exchange, routingKey]));
    if (found === undefined) return { do: "unknown", data: null };
    const queues = found.queues?.filter((name) => name !== candidate.queue) ?? null;
    const [queue = null] = queues?.length === 1 ? queues : [];
    return { do: queue === null ? "skip" : "send", data: { exchange, routingKey, queue, reached: queues?.length ?? null } };
  },
  words: { line: lineOf, reason: reasonOf },
};

function keyOf({ message }: Candidate) {
  const destination = message?.way?.destination;
  return destination?.to === "bindings" ? destination : null;
}

/** The queue that the bindings tell of a message, out of what the checks said of it; null: none. */
export function boundQueue(
  findings: readonly { readonly check: { readonly code: string }; readonly finding: { readonly data: unknown } }[],
): string | null {
  const said = findings.find(({ check }) => check.code === bindings.code)?.finding.data as Data | null | undefined;
  return said?.queue ?? null;
}

function lineOf(found: Found<Reached, Data>): Line | null {
  const said = found.judged.flatMap(({ finding }) => finding?.data ?? []);
  const queues = [...new Set(said.flatMap(({ queue }) => queue ?? []))];
  const lost = said.filter(({ queue }) => queue === null);
  const [first] = lost;
  if (queues.length === 0 && first === undefined) return plain(found);
  const resolved = said.length - lost.length;
  const parts = [
    resolved > 0 && `${numberText(resolved)} resolved by the bindings to ${listWords(queues.slice(0, mostQueues))}`,
    first !== undefined && `${numberText(lost.length)} skipped: ${reasonOf(first)}`,
    found.unknown > 0 && `not known for ${numberText(found.unknown)}`,
  ].filter((part) => part !== false);
  const of = `of ${numberText(found.sampled ?? said.length)} sampled`;
  return { label: "Origin by bindings", n: said.length, text: `${of}, they carry no queue: ${parts.join("; ")}` };
}

function reasonOf(data: Data | null): string {
  if (data === null) return "the broker does not tell its bindings now";
  const where = `key "${data.routingKey}" at exchange "${data.exchange}"`;
  if (data.reached === null) return `no queue is carried, and the broker does not tell which queue takes ${where}`;
  return `no queue is carried, and ${data.reached === 0 ? "no queue takes" : `${numberText(data.reached)} queues take`} ${where}`;
}
