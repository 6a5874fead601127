import type { Death } from "./deaths.ts";
import { newOrigin } from "./evidence.ts";
import type { FailedMessage, Origin } from "./failure.ts";
import { countOf, headerText, valueText } from "./read-header.ts";

/** Which death it failed by, as far as RabbitMQ says so, and the broker's reason. */
interface Failed {
  /** null: the entries do not tell which of them it was. */
  readonly death: Death | null;
  /** null: none, or deaths that were only waits of a retry topology. */
  readonly reason: string | null;
}

/** The same with where the message was. */
export interface FailedPlace extends Failed {
  readonly origin: Origin | null;
}

const rejecting = ["rejected", "delivery_limit"];
/** A name alone is no proof, but enough to tell nothing of what may be a wait. */
const waiting = /(?:^|[-._:])(?:waits?|waiting|delay(?:ed|s)?|retr(?:y|ies)|backoff|later|hold|parked|schedul(?:e|ed))(?=$|[-._:\d])/i;
const counting = /^(?:x-)?(?:retry|retries|attempts?|redeliver(?:y|ies))(?:[-_]?(?:count|number|attempts?))?$/i;

/**
 * The death that it failed by, of those in other queues than the one where it lies now: the newest rejection, otherwise where it first expired or was pushed out.
 * `deaths` are as carried, newest first; before RabbitMQ 3.13 only the first is in order (`rabbit_dead_letter.erl`; `mc_amqpl.erl` since).
 */
export function failedPlace(message: FailedMessage, deaths: readonly Death[]): FailedPlace {
  const elsewhere = deaths.filter(({ queue }) => queue !== message.queue);
  const [newest] = elsewhere;
  if (!newest) return { death: null, reason: null, origin: null };
  const failed = failedDeath(message, elsewhere, newest === deaths[0]);
  return { ...failed, origin: originOf(message, failed.death?.queue ?? null, elsewhere) };
}

function failedDeath(message: FailedMessage, deaths: readonly Death[], withNewest: boolean): Failed {
  const rejections = deaths.filter(({ reason }) => reason !== null && rejecting.includes(reason));
  const inOrder = headerText(message, "x-last-death-queue") !== null || (withNewest && rejections[0] === deaths[0]);
  if (rejections.length > 0) return ofRejections(rejections, inOrder);
  if (isWait(message, deaths)) return { death: null, reason: null };
  return { death: firstDeath(message, deaths) ?? null, reason: deaths[0]?.reason ?? null };
}

function ofRejections(rejections: readonly Death[], inOrder: boolean): Failed {
  const [newest] = rejections;
  const one = inOrder || new Set(rejections.map(({ queue }) => queue)).size === 1;
  const death = one ? (newest ?? null) : lastByTime(rejections);
  const same = new Set(rejections.map(({ reason }) => reason)).size === 1;
  return { death, reason: death?.reason ?? (same ? (newest?.reason ?? null) : null) };
}

/** The time of an entry is that of its first death, so it says which was last only where each happened once. */
function lastByTime(deaths: readonly Death[]): Death | null {
  const sorted = deaths.toSorted((a, b) => (b.firstAt?.getTime() ?? 0) - (a.firstAt?.getTime() ?? 0));
  const [last, before] = sorted;
  const certain = deaths.every(({ count, firstAt }) => count === 1 && firstAt !== null);
  return certain && last?.firstAt?.getTime() !== before?.firstAt?.getTime() ? (last ?? null) : null;
}

/** What expires again and again came back each time, and what an application has counted or named as a wait expired there by design: nothing failed in it. */
function isWait(message: FailedMessage, deaths: readonly Death[]): boolean {
  const expired = deaths.filter(({ reason }) => reason === "expired");
  if (expired.some(({ count, queue }) => (count !== null && count > 1) || waiting.test(queue?.slice(-300) ?? ""))) return true;
  return (
    expired.length > 0 &&
    message.head.headers.some(({ name, value }) => counting.test(name.slice(0, 60)) && (countOf(valueText(value)) ?? 0) > 0)
  );
}

/** The entry that x-first-death-* names; without them only a single entry can be it. */
function firstDeath(message: FailedMessage, deaths: readonly Death[]): Death | undefined {
  const [queue, reason] = [headerText(message, "x-first-death-queue"), headerText(message, "x-first-death-reason")];
  if (queue !== null) return deaths.find((death) => death.queue === queue && (reason === null || death.reason === reason));
  return deaths.length === 1 ? deaths[0] : undefined;
}

/**
 * The queue of that death, with the address of the first publish. That is not carried where the first death was another queue's expiry: the publish that
 * led there may have been a retry. Of several keys the broker's bindings alone know which one led there.
 */
function originOf(message: FailedMessage, queue: string | null, deaths: readonly Death[]): Origin | null {
  const first = firstDeath(message, deaths);
  const told = (what: "queue" | "reason" | "exchange") => headerText(message, `x-first-death-${what}`) ?? first?.[what] ?? null;
  if (told("reason") === "expired" && told("queue") !== queue) return newOrigin({ queue });
  const [routingKey = null, ...others] = first?.routingKeys ?? [];
  return newOrigin({ queue, exchange: told("exchange"), routingKey: others.length === 0 ? routingKey : null });
}
