import type { Draft } from "./draft";
import { jsonProblem } from "./json-problem";

export interface DraftCheck {
  readonly tone: "ok" | "bad" | "warn";
  readonly strong: string;
  readonly text: string;
}

/** What can be said of the text before it is saved. A `bad` one stops the saving. */
export function checkDraft({
  mode,
  text,
  before,
  eventId,
}: Pick<Draft, "mode" | "text"> & { readonly before: string | null; readonly eventId: string | null }): readonly DraftCheck[] {
  if (text === null) return [];
  const checks: DraftCheck[] = [];
  const problem = jsonProblem(text);
  const wasJson = before !== null && jsonProblem(before) === null;
  if (problem === null) checks.push({ tone: "ok", strong: "JSON", text: "is well formed" });
  else if (mode === "json") checks.push({ tone: "bad", strong: "Not JSON", text: problem });
  else if (wasJson) checks.push({ tone: "warn", strong: "Not JSON any more:", text: problem });
  const named = eventId !== null && before?.includes(JSON.stringify(eventId));
  if (named && text.includes(JSON.stringify(eventId)))
    checks.push({ tone: "ok", strong: "Event id", text: "unchanged, so that a consumer recognises the event" });
  else if (named) checks.push({ tone: "warn", strong: "Event id", text: `${eventId} is gone: to a consumer this is another event` });
  return checks;
}
