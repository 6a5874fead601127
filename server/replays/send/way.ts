import type { LogPlace, Way } from "../../checks/candidate.ts";
import { destinationOf, obstacleOf } from "../../checks/destination.ts";
import type { Ctx } from "../../context.ts";
import type { ReplayTarget } from "../../db/schema/replays.ts";
import { consumersOf } from "../../applications/consumer-of.ts";
import { readOriginRecord } from "../../failures/origin-record.ts";
import { type Routed, routeFactsOf } from "../../messages/derive/derive.ts";
import { outgoingAtMost } from "../../messages/route-facts.ts";
import { eventTimeOf, type Place, readerOf } from "../../payloads/reader.ts";
import type { HeadCodec } from "../../sources/port.ts";

/** The bytes of a message, and where it lies. */
export interface Sendable extends Place {
  readonly head: Uint8Array;
  readonly body: Uint8Array | null;
  readonly capturedAt: Date;
}

/** A message on its way to a target: what plan and send judge it by, and what is sent. */
export interface OnItsWay {
  readonly codec: HeadCodec;
  readonly routed: Routed;
  readonly way: Way;
  /** When its event was produced; null: it does not say, or no application is asked about it. */
  readonly producedAt: Date | null;
}

/** What the bytes of a message say of its way to a target. Rejects where nobody can read them: its source is not configured and has never answered. */
export function wayOf(ctx: Ctx, message: Sendable, target: ReplayTarget): OnItsWay {
  const reader = readerOf(ctx, message);
  if (!reader) throw new Error(`Source "${message.source}" is not configured and has never answered, so its messages cannot be read.`);
  const { codec } = reader;
  const routed = routeFactsOf(reader, message, message.capturedAt);
  const released = target.to === "release";
  const outgoing = released ? message : routed.facts.problem === "head" ? null : outgoingAtMost(codec, message, routed.route);
  const obstacle = obstacleOf(target, { facts: routed.facts, log: codec.log !== null, exchanges: codec.exchanges });
  const carried = { queue: message.queue, origin: routed.route.origin, record: codec.log ? readOriginRecord(routed.head) : null };
  const problem = released ? codec.problemOf(message) : routed.problem;
  const way: Way = {
    destination: obstacle === null ? destinationOf(target, carried) : null,
    sizes: outgoing && codec.sizesOf(outgoing),
    problem: problem?.text ?? null,
    expiresMs: released ? codec.expiresMs(message.head) : null,
  };
  return { codec, routed, way, producedAt: producedAtOf(ctx, message) };
}

/** When the event of a message was produced; null: it does not say, or no application is asked about it. */
export function producedAtOf(ctx: Ctx, message: Sendable): Date | null {
  return consumersOf(ctx.config.applications, message).length === 0 ? null : eventTimeOf(ctx, message);
}

/** What the headers of a record from a log tell, beside its way. Its body is held, to be compared with the original's. */
export function placeOf({ routed: { head, route }, way }: OnItsWay, eventKey: string | null, { body }: Pick<Sendable, "body">): LogPlace {
  const record = readOriginRecord(head);
  return {
    name: eventKey ?? head.address["key"] ?? null,
    key: head.key,
    topic: way.destination?.to === "queue" ? way.destination.queue : null,
    record,
    failedAt: record?.topic ?? route.origin?.queue ?? null,
    group: route.origin?.handler ?? null,
    compared: { body: route.unwrapped?.body ?? body },
  };
}
