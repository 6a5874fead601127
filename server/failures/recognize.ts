import { readBytes } from "../bytes/read-bytes.ts";
import { firstExchange } from "../sources/own-exchange.ts";
import { cleanOrNull, nameOrNull } from "../text/clean.ts";
import { categorize, toldBeyondType } from "./category.ts";
import { readEvidence } from "./conventions.ts";
import { deathOf } from "./death.ts";
import { readEnvelope } from "./envelope.ts";
import { caps, cleanError } from "./evidence.ts";
import type {
  Category,
  Envelope,
  Evidence,
  FailedMessage,
  FailureError,
  FailureFacts,
  FailureRules,
  Frame,
  Origin,
  Route,
} from "./failure.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { bodyReading, unreadWords } from "./read-json.ts";
import { hasTrace, parseStack, type Trace } from "./stack.ts";
import { countAttempts } from "./timeline.ts";
import { tellingError } from "./title.ts";
import { shortType } from "./type-words.ts";
import { whoseBytes } from "./whose-bytes.ts";

/** What tells one failure from another, and what differs between the messages of one group. Capture reads this of every message. */
export interface Recognized extends FailureFacts {
  readonly evidences: readonly Evidence[];
  /** First own frame; null without a stack. */
  readonly frame: Frame | null;
  /** The error that people name the failure by, as it is carried and as it may be stored. */
  readonly telling: FailureError | null;
  readonly known: FailureError | null;
  /** Why the body was not read whole, in words; null: it was. */
  readonly unread: string | null;
  readonly category: Category;
  /** What the category rests on: a sentence. */
  readonly because: string;
}

/** Pure, never throws; what is not carried is null. */
export function recognizeFailure(message: FailedMessage, rules: FailureRules): Recognized {
  const evidences = readEvidence(message, rules);
  const { errors, frames, outline } = orElse(() => readErrors(evidences, rules.ownCode), { errors: [], frames: [], outline: "" });
  const route = routeOf(message, evidences);
  const reason = cleanOrNull(first(placing(evidences), "reason"), caps.name);
  const frame = frames.find(({ own }) => own) ?? null;
  const telling = tellingError(errors, rules.ownCode);
  const known = telling && cleanError(telling);
  const bytes = () => orElse(() => whoseBytes(errors, frames, textsOf(message, route.unwrapped)), null);
  const { category, because } = categorize({ errors, reason, bytes }, rules.categories);
  const beyond = toldBeyondType(errors, category, rules.categories);
  const envelope = orElse(() => readEnvelope(message, rules, route.unwrapped?.body ?? null), unknownEnvelope);
  return {
    ...route,
    evidences,
    errors,
    frames,
    frame,
    telling,
    known,
    unread: orElse(() => unreadWords(message), null),
    category,
    because,
    errorText: cleanOrNull(known?.text ?? null, caps.text),
    reason,
    fingerprint: fingerprintOf(message, { root: errors[0] ?? null, frame, outline, origin: route.origin, reason, category: beyond }),
    attemptCount: countAttempts(evidences),
    ...deathOf(message, evidences, envelope),
    envelope,
  };
}

/** What sending the message again needs; a part of the work. Pure, never throws. */
export function routeMessage(message: FailedMessage, rules: FailureRules): Route {
  return routeOf(message, readEvidence(message, rules));
}

function routeOf(message: FailedMessage, evidences: readonly Evidence[]): Route {
  return {
    origin: mergeOrigins(placing(evidences)),
    strips: [...new Set(evidences.flatMap(({ strips }) => strips))],
    unwrapped: first(evidences, "unwrapped"),
    restores: first(evidences, "restores"),
    incomplete: first(evidences, "incomplete") ?? orElse(() => maybeWrapped(message), null),
  };
}

/** What a strict reader of JSON may have read: the body, and the event within it. null: no whole UTF-8 text, or one that begins with a mark. */
function textsOf(message: FailedMessage, unwrapped: Route["unwrapped"]): readonly (string | null)[] {
  const readings = [bodyReading(message), ...(unwrapped ? [readBytes({ headers: [], properties: [] }, unwrapped.body)] : [])];
  return readings.map(({ text, charset, whole }) => (whole && charset === "UTF-8" ? text : null));
}

/** Why it is not known whether a framework has wrapped the event in this body, in words; null: it is. No framework packs what it wraps an event in. */
function maybeWrapped(message: FailedMessage): string | null {
  const unread = bodyReading(message).packing.length === 0 ? unreadWords(message) : null;
  return unread && `${unread} Whether a framework has wrapped the event in it is not known.`;
}

/** Where an error is told, an expiry on the way is no failure of its own. */
function placing(evidences: readonly Evidence[]): readonly Evidence[] {
  const failed = evidences.some(({ errors }) => errors.some(({ stack, type, text }) => (stack ?? type ?? text) !== null));
  return failed ? evidences.filter(({ reason }) => reason !== "expired" && reason !== "maxlen") : evidences;
}

const unknownEnvelope: Envelope = { eventId: null, eventType: null, key: null, version: null, sequence: null, producedAt: null };

/** Reading hostile text must not stop a capture: what breaks is unknown. */
function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function first<K extends "reason" | "unwrapped" | "restores" | "incomplete">(evidences: readonly Evidence[], field: K): Evidence[K] | null {
  return evidences.find((evidence) => evidence[field] !== null)?.[field] ?? null;
}

/** The errors of the evidence that says most: a trace, else a type, else a text. A trace knows more of its chain than what stands around it. */
function readErrors(evidences: readonly Evidence[], ownCode: readonly string[]): Trace {
  const said = (field: keyof FailureError) => evidences.find(({ errors }) => errors.some((error) => error[field] !== null))?.errors;
  const errors = (said("stack") ?? said("type") ?? said("text") ?? []).map(withoutEmptyText);
  const stack = errors.find((error) => error.stack !== null)?.stack ?? errors.find(({ text }) => text !== null && hasTrace(text))?.text;
  if (!stack) return { errors, frames: [], outline: "" };
  const trace = parseStack(stack, ownCode, errors);
  return { ...trace, errors: joinErrors(errors, { ...trace, errors: trace.errors.map(withoutEmptyText) }, stack) };
}

/** The chain of the trace with what stands around it: the outermost has the trace, and the text that the trace may leave out. */
function joinErrors(around: readonly FailureError[], { errors: chain, frames }: Trace, stack: string): readonly FailureError[] {
  const typed = chain.some(({ type }) => type !== null);
  // A first line of which nobody knows whether it is the error says less than a text beside it.
  const doubtful = chain.length === 1 && frames.length === 0;
  const better = ({ type, text }: FailureError) => type !== null || (doubtful && text !== null);
  // A chain without types may still tell what is below the error that stands beside it.
  if (chain.length === 0 || (!typed && around.some(better))) return around.length === 1 ? [...chain.slice(0, -1), ...around] : around;
  const names = new Set(chain.map(({ type }) => type && shortType(type)));
  const unnamed = typed ? around.filter(({ type }) => type !== null && !names.has(shortType(type))) : [];
  const outermost = chain.at(-1);
  const text = outermost?.text ?? (unnamed.length === 0 ? around.at(-1)?.text : null) ?? null;
  return [
    ...chain.slice(0, -1),
    ...(outermost ? [{ ...outermost, text, stack }] : []),
    ...unnamed.map((error) => ({ ...error, stack: null })),
  ];
}

/** Frameworks write "null", or the class again, where an error has no text. */
function withoutEmptyText(error: FailureError): FailureError {
  const { type, text } = error;
  return text !== null && (text === "null" || text === type) ? { ...error, text: null } : error;
}

/** Exchange and routing key belong together and are taken from one evidence; each other part from the first that knows it. */
function mergeOrigins(evidences: readonly Evidence[]): Origin | null {
  const origins = evidences.flatMap(({ origin }) => origin ?? []);
  if (origins.length === 0) return null;
  const from = origins.find(({ exchange }) => exchange !== null) ?? origins.find(({ routingKey }) => routingKey !== null);
  const known = (field: "queue" | "topic" | "handler") => origins.find((origin) => origin[field])?.[field] ?? null;
  // The default exchange is named "", which is not unknown; one of Redrive's own, by which a replay went, is no origin.
  const exchange = nameOrNull(from?.exchange ?? null);
  const published = { exchange: exchange === null ? null : firstExchange(exchange), routingKey: nameOrNull(from?.routingKey ?? null) };
  const handler = known("handler");
  return {
    queue: nameOrNull(known("queue")),
    ...published,
    topic: nameOrNull(known("topic")),
    handler: nameOrNull(handler) ?? cleanOrNull(handler, caps.name),
  };
}
