import type { Outbound } from "../outbound/outbound.ts";
import { askAddress } from "./ask-address.ts";
import type { ReadingSpec } from "./downstream.ts";
import { findKind } from "./reading-kinds.ts";
import type { Answer, ReadingKind } from "./reading-kind.ts";
import { ReadingError, type Reading, unknownReading } from "./reading.ts";

/** A breaker that is no longer told is unknown for so long; then it counts as gone. */
const forgetMs = 600_000;

/** Asks every address of one source of readings. Never rejects for what it is answered: that is unknown then, with the reason. */
export async function readSpec(
  outbound: Outbound,
  spec: ReadingSpec,
  {
    name,
    before,
    at,
    signal,
  }: { readonly name: string; readonly before: readonly Reading[]; readonly at: Date; readonly signal: AbortSignal },
): Promise<readonly Reading[]> {
  const kind = findKind(spec.kind);
  if (!kind) throw new Error(`No kind of reading is called "${spec.kind}".`);
  const read = await Promise.all(
    spec.urls.map(async (address) => {
      const base = new URL(address);
      const answers = await Promise.all(
        kind.paths(spec.own, base).map((url) => askAddress(outbound, kind, { url, headers: spec.sends, signal })),
      );
      return readAnswers(kind, answers, { name, own: spec.own, address: base.host, at: at.getTime(), before });
    }),
  );
  return read.flat();
}

interface Asked {
  /** Of the downstream: how a breaker is called of which nothing is known. */
  readonly name: string;
  readonly own: object;
  readonly address: string;
  readonly at: number;
  readonly before: readonly Reading[];
}

/** Pure. What cannot be read, and what is missing since the last time, is unknown. */
export function readAnswers(kind: Pick<ReadingKind, "parse" | "isComplete">, answers: readonly Answer[], told: Asked): readonly Reading[] {
  const { own, address, at, before } = told;
  const known = before.filter(({ via }) => via === address);
  const fresh = kind.isComplete ? [] : known.filter((one) => at - one.seenAt < forgetMs);
  try {
    const now = kind.parse(answers, own, { instance: address, at, before: known }).map((one) => ({ ...one, via: address, seenAt: at }));
    const lost = fresh.filter(({ breaker, instance }) => !now.some((one) => one.breaker === breaker && one.instance === instance));
    const all = [...now, ...lost.map((one) => unknown(one, at, "It is not told any more."))];
    return all.length > 0 ? all : [nothing(told, "No such breaker is told there.")];
  } catch (error) {
    // Whatever it was answered: a value that throws when it is read is no breaker either.
    const why = error instanceof ReadingError ? error.message : "Its answer cannot be read.";
    return known.length > 0 ? known.map((one) => unknown(one, at, why)) : [nothing(told, why)];
  }
}

function unknown({ breaker, instance, method, via, seenAt, counters }: Reading, at: number, why: string): Reading {
  return { ...unknownReading(breaker, instance, at, why, method), via, seenAt, ...(counters ? { counters } : {}) };
}

function nothing({ name, address, at }: Asked, why: string): Reading {
  return { ...unknownReading(name, address, at, why), via: address, seenAt: 0 };
}
