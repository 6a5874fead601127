import { cleanOrNull, cleanText } from "../messages/clean.ts";
import { categorize, verdictOf } from "./category.ts";
import { readEvidence } from "./conventions.ts";
import { downstreamOf } from "./downstream.ts";
import { readEnvelope } from "./envelope.ts";
import { caps, cleanError } from "./evidence.ts";
import type { Attempt, Diagnosis, Envelope, Evidence, FailedMessage, FailureError, FailureRules, Origin, Route } from "./failure.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { parseStack } from "./stack.ts";
import { mergeAttempts } from "./timeline.ts";
import { tellingError, titleOf } from "./title.ts";

/** Everything that can be known of a dead letter from its own bytes. Pure, never throws; what is not carried is null. */
export function diagnoseMessage(message: FailedMessage, rules: FailureRules): Diagnosis {
  const evidences = readEvidence(message, rules);
  const { errors, frames } = orElse(() => readErrors(evidences, rules.ownCode), { errors: [], frames: [] });
  const placed = placing(evidences);
  const reason = cleanOrNull(first(placed, "reason"), caps.name);
  const { origin, strips, unwrapped, incomplete } = routeOf(evidences);
  const { category, because } = categorize(errors, reason, rules.categories);
  const { attempts, attemptCount } = mergeAttempts(evidences);
  const frame = frames.find(({ own }) => own) ?? null;
  const downstream = cleanOrNull(downstreamOf(category, errors, frames, rules.downstreams), caps.name);
  const telling = tellingError(errors, rules.ownCode);
  const known = telling && cleanError(telling);
  return {
    category,
    verdict: verdictOf(category),
    evidence: [
      cleanText(because, caps.text),
      ...(frame ? [`It came out of ${frame.name}, the first of your own frames.`] : []),
      ...(downstream ? [`The error is about ${downstream}.`] : []),
    ],
    fingerprint: fingerprintOf(message, { root: errors[0] ?? null, frame, origin, reason }),
    title: titleOf(telling, frame, origin, reason),
    errorType: known?.type ?? null,
    errorText: cleanOrNull(known?.text ?? null, caps.text),
    frame: frame?.name ?? null,
    downstream,
    errors: errors.map(cleanError),
    frames,
    attempts: attempts.map((attempt) => cleanAttempt(attempt, errors)),
    attemptCount,
    origin,
    reason,
    diedAt: first(evidences, "diedAt"),
    envelope: orElse(() => readEnvelope(message, rules, unwrapped?.body ?? null), unknownEnvelope),
    conventions: evidences.map(({ convention, headers }) => ({ name: convention, headers })),
    strips,
    unwrapped,
    incomplete,
  };
}

/** Of the diagnosis, what sending the message again needs; a tenth of the work. Pure, never throws. */
export function routeMessage(message: FailedMessage, rules: FailureRules): Route {
  return routeOf(readEvidence(message, rules));
}

function routeOf(evidences: readonly Evidence[]): Route {
  return {
    origin: mergeOrigins(placing(evidences)),
    strips: [...new Set(evidences.flatMap(({ strips }) => strips))],
    unwrapped: first(evidences, "unwrapped"),
    incomplete: first(evidences, "incomplete"),
  };
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

function first<K extends "reason" | "diedAt" | "unwrapped" | "incomplete">(evidences: readonly Evidence[], field: K): Evidence[K] | null {
  return evidences.find((evidence) => evidence[field] !== null)?.[field] ?? null;
}

/** The errors of the evidence that says most: a trace, else a type, else a text. A trace knows more of its chain than what stands around it. */
function readErrors(evidences: readonly Evidence[], ownCode: readonly string[]) {
  const said = (field: keyof FailureError) => evidences.find(({ errors }) => errors.some((error) => error[field] !== null))?.errors;
  const errors = said("stack") ?? said("type") ?? said("text") ?? [];
  const stack = errors.find((error) => error.stack !== null)?.stack;
  if (!stack) return { errors, frames: [] };
  const trace = parseStack(stack, ownCode);
  const chain = trace.errors.some(({ type }) => type !== null) || errors.every(({ type }) => type === null) ? trace.errors : errors;
  if (chain.length === 0 || chain === errors) return { errors, frames: trace.frames };
  return {
    errors: chain.map((error, index) =>
      index === chain.length - 1 ? { ...error, text: error.text ?? errors.at(-1)?.text ?? null, stack } : error,
    ),
    frames: trace.frames,
  };
}

/** Exchange and routing key belong together and are taken from one evidence; queue and handler from the first that knows each. */
function mergeOrigins(evidences: readonly Evidence[]): Origin | null {
  const origins = evidences.flatMap(({ origin }) => origin ?? []);
  if (origins.length === 0) return null;
  const published = origins.find(({ exchange }) => exchange !== null) ?? origins.find(({ routingKey }) => routingKey !== null);
  const known = (field: "queue" | "handler") => cleanOrNull(origins.find((origin) => origin[field])?.[field] ?? null, caps.name);
  const said = (field: "exchange" | "routingKey") => cleanOf(published?.[field] ?? null);
  return { queue: known("queue"), exchange: said("exchange"), routingKey: said("routingKey"), handler: known("handler") };
}

/** The default exchange is named "", which is not unknown. */
function cleanOf(name: string | null): string | null {
  return name === null ? null : cleanText(name, caps.name);
}

/** An attempt whose record has only a text gets the type that the chain has for that text. */
function cleanAttempt(attempt: Attempt, errors: readonly FailureError[]): Attempt {
  const { where, error, source } = attempt;
  const type = error && (error.type ?? errors.find(({ text }) => text !== null && text === error.text)?.type ?? null);
  const cleaned = error && cleanError({ type, text: error.text, stack: null });
  return {
    ...attempt,
    where: cleanOrNull(where, caps.name),
    error: cleaned && { type: cleaned.type, text: cleaned.text },
    source: cleanOrNull(source, caps.name) ?? "",
  };
}
