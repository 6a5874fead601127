import { cleanOrNull, cleanText, nameOrNull } from "../text/clean.ts";
import { verdictOf } from "./category.ts";
import { downstreamsOf } from "./downstream.ts";
import { caps, cleanError } from "./evidence.ts";
import type { Attempt, Diagnosis, FailedMessage, FailureError, FailureRules, HandlingCount } from "./failure.ts";
import { type Recognized, recognizeFailure } from "./recognize.ts";
import { mergeAttempts } from "./timeline.ts";
import { titleOf } from "./title.ts";

/** Everything that can be known of a dead letter from its own bytes. Pure, never throws; what is not carried is null. */
export function diagnoseMessage(message: FailedMessage, rules: FailureRules): Diagnosis {
  return diagnoseRecognized(message, recognizeFailure(message, rules), rules);
}

/** The same where a message was recognised already: what all messages of its group have in common, and the page of one. */
export function diagnoseRecognized(
  { source, queue }: Pick<FailedMessage, "source" | "queue">,
  { telling, known, frame, evidences, because, unread, ...recognized }: Recognized,
  rules: FailureRules,
): Diagnosis {
  const { errors, frames, origin, reason, category, envelope } = recognized;
  const facts = { source, queue, category, errors, frames, origin, eventType: envelope.eventType };
  const { blamed, isTied, needs } = downstreamsOf(facts, rules);
  const downstream = cleanOrNull(blamed, caps.name);
  return {
    ...recognized,
    verdict: verdictOf(category),
    evidence: [
      cleanText(because, caps.text),
      ...(frame ? [`It came out of ${frame.name}, the first of your own frames.`] : []),
      ...(unread ? [unread] : []),
      ...(downstream ? [isTied ? `By redrive.yaml such a message needs ${downstream}.` : `The error is about ${downstream}.`] : []),
    ],
    title: titleOf(telling, frame, origin, reason),
    errorType: known?.type ?? null,
    frame: frame?.name ?? null,
    downstream,
    needs,
    errors: errors.map(cleanError),
    attempts: mergeAttempts(evidences).map((attempt) => cleanAttempt(attempt, errors)),
    counts: evidences.flatMap(({ counts }) => counts.map(cleanCount)),
    conventions: evidences.map(({ convention, headers }) => ({ name: convention, headers })),
  };
}

/** An attempt whose record has only a text gets the type that the chain has for that text. */
function cleanAttempt(attempt: Attempt, errors: readonly FailureError[]): Attempt {
  const source = cleanOrNull(attempt.source, caps.name) ?? "";
  if (attempt.kind === "counted") return { ...attempt, source };
  const { where, error } = attempt;
  const type = error && (error.type ?? errors.find(({ text }) => text !== null && text === error.text)?.type ?? null);
  const cleaned = error && cleanError({ type, text: error.text, stack: null });
  return {
    ...attempt,
    where: nameOrNull(where) ?? cleanOrNull(where, caps.name),
    error: cleaned && { type: cleaned.type, text: cleaned.text },
    source,
  };
}

function cleanCount(count: HandlingCount): HandlingCount {
  return {
    ...count,
    where: nameOrNull(count.where) ?? cleanOrNull(count.where, caps.name),
    source: cleanOrNull(count.source, caps.name) ?? "",
  };
}
