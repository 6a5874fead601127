import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../db/client.ts";
import { readOriginRecord } from "../failures/origin-record.ts";
import type { Origin, Route } from "../failures/failure.ts";
import { type Head, type HeadCodec, type Outgoing, type Problem, type ProblemKind, problemKinds } from "../sources/port.ts";
import { outgoingOf, widestMark } from "./outgoing.ts";
import { readReplayMark } from "./replay-mark.ts";

/** What the bytes of a message say of where it can be sent; every plan, start and send goes by it. */
export interface RouteFacts {
  /** It carries the queue or topic that it failed in. */
  readonly queue: boolean;
  /** It carries the exchange and the key that it was published with. */
  readonly exchange: boolean;
  /** It carries the partition of that topic. */
  readonly partition: boolean;
  /** It failed in a topic that a Kafka Streams application keeps for itself. */
  readonly internal: boolean;
  /** The event is not, or not whole, in it. */
  readonly incomplete: boolean;
  /** It leaves with Redrive's marks, so a comeback is recognised. */
  readonly marked: boolean;
  /** Why its broker does not take it as a replay sends it; null: it does. */
  readonly problem: ProblemKind | null;
  /** The same of it as it is, which is how it is released. */
  readonly releaseProblem: ProblemKind | null;
}

export interface ReadRoute {
  readonly facts: RouteFacts;
  /** `facts.problem` in words, which the row does not keep. */
  readonly problem: Problem | null;
}

interface Bytes {
  readonly head: Uint8Array;
  readonly body: Uint8Array | null;
}

/** Kafka Streams names them by their application: https://kafka.apache.org/documentation/streams/developer-guide/manage-topics */
const internal = /-(?:repartition|changelog)$/;

/** Pure, and linear in the bytes. `head` is `stored.head` decoded. */
export function readRouteFacts(codec: HeadCodec, stored: Bytes, head: Head, route: Route): ReadRoute {
  const own = codec.problemOf(stored);
  const { problem, marked } = own?.kind === "head" ? { problem: own, marked: false } : judgeSent(codec, stored, route);
  const facts: RouteFacts = {
    ...placeFacts(codec, head, route.origin),
    incomplete: route.incomplete !== null,
    marked,
    problem: problem?.kind ?? null,
    releaseProblem: own?.kind ?? null,
  };
  return { facts, problem };
}

/** As a replay would send it, with marks as long as they can be. Throws where its head cannot be read. */
export function outgoingAtMost(codec: HeadCodec, stored: Bytes, route: Pick<Route, "strips" | "unwrapped" | "restores">): Outgoing {
  return outgoingOf(codec, stored, route, widestMark);
}

/** Capture asks this of every message: what is sent is made only where that may change the answer. */
function judgeSent(codec: HeadCodec, stored: Bytes, route: Route): { readonly problem: Problem | null; readonly marked: boolean } {
  if (codec.marksFit && !route.restores)
    return { problem: codec.problemOf({ head: stored.head, body: route.unwrapped?.body ?? stored.body }), marked: true };
  const sent = tryOutgoing(codec, stored, route);
  if ("text" in sent) return { problem: sent, marked: false };
  return { problem: codec.problemOf(sent), marked: readReplayMark(codec.decode(sent.head).headers) !== null };
}

/** What a framework took away may not fit into a head again. */
function tryOutgoing(codec: HeadCodec, stored: Bytes, route: Route): Outgoing | Problem {
  try {
    return outgoingAtMost(codec, stored, route);
  } catch (error) {
    return { kind: "head", text: error instanceof Error ? error.message : "The headers cannot be written." };
  }
}

function placeFacts(
  { log }: HeadCodec,
  head: Head,
  origin: Origin | null,
): Pick<RouteFacts, "queue" | "exchange" | "partition" | "internal"> {
  const queue = origin?.queue || null;
  const published = origin !== null && origin.exchange !== null && origin.routingKey !== null;
  if (log === null) return { queue: queue !== null, exchange: published, partition: false, internal: false };
  const isInternal = internal.test(queue ?? origin?.topic ?? origin?.handler ?? "");
  const isPlaced = queue !== null && readOriginRecord(head)?.topic === queue;
  return { queue: queue !== null, exchange: published, partition: isPlaced, internal: isInternal };
}

const flags = ["queue", "exchange", "partition", "internal", "incomplete", "marked"] as const;
/** A kind of problem takes three bits: 0 is none, the others are counted from 1. */
const kindBits = 3;
const problemAt = flags.length;
const releaseAt = problemAt + kindBits;

/** The facts as the row holds them, in 12 bits. */
export function packRouteFacts(facts: RouteFacts): number {
  const kind = (of: ProblemKind | null) => (of === null ? 0 : problemKinds.indexOf(of) + 1);
  const set = flags.reduce((bits, flag, at) => bits | (facts[flag] ? 1 << at : 0), 0);
  return set | (kind(facts.problem) << problemAt) | (kind(facts.releaseProblem) << releaseAt);
}

/** A condition on `messages m`: it leaves with Redrive's marks, or its row has not been derived since it says so. */
export function mayBeMarked(sql: Sql | Transaction): Fragment {
  const bit = 1 << flags.indexOf("marked");
  return sql`coalesce(m.route_facts & ${bit}::int, ${bit}::int) <> 0`;
}

/** null: the row has not been derived since it holds them. */
export function unpackRouteFacts(bits: number | null): RouteFacts | null {
  if (bits === null) return null;
  const is = (flag: (typeof flags)[number]) => (bits & (1 << flags.indexOf(flag))) !== 0;
  const kind = (at: number) => problemKinds[((bits >> at) & (2 ** kindBits - 1)) - 1] ?? null;
  return {
    queue: is("queue"),
    exchange: is("exchange"),
    partition: is("partition"),
    internal: is("internal"),
    incomplete: is("incomplete"),
    marked: is("marked"),
    problem: kind(problemAt),
    releaseProblem: kind(releaseAt),
  };
}
