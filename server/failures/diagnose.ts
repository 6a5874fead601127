import { categorize, verdictOf } from "./category.ts";
import { readEvidence } from "./conventions.ts";
import { downstreamOf } from "./downstream.ts";
import { readEnvelope } from "./envelope.ts";
import type { Diagnosis, Evidence, FailedMessage, FailureError, FailureRules, Frame, Origin } from "./failure.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { parseStack } from "./stack.ts";
import { mergeAttempts } from "./timeline.ts";
import { tellingError, titleOf } from "./title.ts";

/** Everything that can be known of a dead letter from its own bytes. Pure, never throws; what is not carried is null. */
export function diagnoseMessage(message: FailedMessage, rules: FailureRules): Diagnosis {
  const evidences = readEvidence(message, rules);
  const { errors, frames } = readErrors(evidences, rules.ownCode);
  const origin = mergeOrigins(evidences);
  const reason = evidences.find((evidence) => evidence.reason !== null)?.reason ?? null;
  const unwrapped = evidences.find((evidence) => evidence.unwrapped !== null)?.unwrapped ?? null;
  const { category, because } = categorize(errors, reason, rules.categories);
  const { attempts, count } = mergeAttempts(evidences);
  const frame = frames.find(({ own }) => own) ?? null;
  const telling = tellingError(errors);
  return {
    category,
    verdict: verdictOf(category),
    evidence: [because, ...repetition(count)],
    fingerprint: fingerprintOf(message, { root: errors[0] ?? null, frame, origin, reason }),
    title: titleOf(telling, frame, origin, reason),
    errorType: telling?.type ?? null,
    errorText: telling?.text ?? errors.find(({ text }) => text !== null)?.text ?? null,
    frame: frame?.name ?? null,
    downstream: downstreamOf(category, errors, frames, rules.downstreams),
    errors,
    frames,
    attempts,
    attemptCount: count,
    origin,
    reason,
    diedAt: evidences.find((evidence) => evidence.diedAt !== null)?.diedAt ?? null,
    envelope: readEnvelope(message, rules, unwrapped?.body ?? null),
    conventions: evidences.map(({ convention, headers }) => ({ name: convention, headers })),
    strips: [...new Set(evidences.flatMap(({ strips }) => strips))],
    unwrapped,
  };
}

/** The chain of the first evidence that has one; a trace knows more of the chain than the headers around it. */
function readErrors(
  evidences: readonly Evidence[],
  ownCode: readonly string[],
): { errors: readonly FailureError[]; frames: readonly Frame[] } {
  const errors = evidences.find((evidence) => evidence.errors.length > 0)?.errors ?? [];
  const stack = errors.find((error) => error.stack !== null)?.stack;
  if (!stack) return { errors, frames: [] };
  const parsed = parseStack(stack, ownCode);
  return { errors: joinChains(parsed.errors, errors), frames: parsed.frames };
}

function joinChains(traced: readonly FailureError[], told: readonly FailureError[]): readonly FailureError[] {
  if (traced.length === 0) return told;
  const missing = told.filter(({ type }) => type !== null && !traced.some((error) => error.type === type));
  const stack = told.find((error) => error.stack !== null)?.stack ?? null;
  return [...traced, ...missing].map((error, index) => ({ ...error, stack: index === 0 ? stack : null }));
}

function mergeOrigins(evidences: readonly Evidence[]): Origin | null {
  const origins = evidences.flatMap(({ origin }) => origin ?? []);
  if (origins.length === 0) return null;
  const first = (field: keyof Origin) => origins.find((origin) => origin[field] !== null)?.[field] ?? null;
  return { queue: first("queue"), exchange: first("exchange"), routingKey: first("routingKey"), handler: first("handler") };
}

function repetition(count: number | null): string[] {
  return count !== null && count > 1 ? [`it failed ${count} times`] : [];
}
