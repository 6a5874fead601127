import { numberText } from "../text/numbers.ts";
import type { Attempt, HandlingCount, Verdict, Route } from "./failure.ts";

export const verdictWords: Readonly<Record<Verdict, { readonly label: string; readonly means: string }>> = {
  poison: { label: "Poison", means: "The same bytes will fail again: edit or discard." },
  transient: { label: "Transient", means: "Replay when the cause is gone." },
  unknown: { label: "Unknown", means: "Nothing that the message carries says whether a replay would work." },
};

/** What to do about dead messages of one verdict, and when. */
export function adviceWords(verdict: Verdict, downstream: string | null): string {
  switch (verdict) {
    case "poison":
      return "Poison: the same bytes will fail again. Edit or discard them.";
    case "transient":
      return `Transient: a replay works once ${downstream ? `${downstream} is healthy` : "the cause is gone"}.`;
    case "unknown":
      return "Unknown: nothing that they carry says whether a replay would work.";
  }
}

/** Of an attempt what its name needs. */
type Named =
  | Pick<Extract<Attempt, { kind: "recorded" }>, "kind" | "number" | "last">
  | Pick<Extract<Attempt, { kind: "counted" }>, "kind" | "from" | "to">;

type Counted = Pick<HandlingCount, "kind" | "where" | "count">;

/** How an attempt is called where its number stands: "3", "2 – 4", "last". */
export function attemptName(attempt: Named): string {
  if (attempt.kind === "counted") return attempt.from === attempt.to ? `${attempt.from}` : `${attempt.from} – ${attempt.to}`;
  return `${attempt.number ?? (attempt.last ? "last" : "earlier")}`;
}

/** How much is known of an attempt. */
export function attemptCertainty(attempt: Named): string {
  if (attempt.kind === "counted") return "count only";
  return attempt.number === null ? "number unknown" : "exact";
}

/** "Rejected 5 times: w1 3, w2 2. Returned to work until its delivery limit." without the last full stop; null: nothing was counted. */
export function countsText(counts: readonly Counted[]): string | null {
  const rejections = counts.filter(({ kind }) => kind === "rejected");
  const said = [
    ...(rejections.length > 0 ? [rejectionsText(rejections)] : []),
    ...counts.filter(({ kind }) => kind !== "rejected").map(countText),
  ];
  return said.length > 0 ? said.join(". ") : null;
}

function rejectionsText(rejections: readonly Counted[]): string {
  const [only, ...others] = rejections;
  if (only && others.length === 0) return countText(only);
  const sum = rejections.reduce((all, { count }) => all + (count ?? 1), 0);
  const least = rejections.some(({ count }) => count === null) ? "at least " : "";
  const each = rejections.map(({ where, count }) => `${where ?? "a queue without a name"} ${count ?? "at least 1"}`);
  return `Rejected ${least}${timesText(sum)}: ${each.join(", ")}`;
}

/** "Rejected 3 times in w1". */
export function countText({ kind, where, count }: Counted): string {
  const times = count === null ? "at least once" : timesText(count);
  switch (kind) {
    case "rejected":
      return `Rejected ${times}${where ? ` in ${where}` : ""}`;
    case "limit":
      return `Returned to ${where ?? "its queue"} until its delivery limit`;
    case "delivered":
      return `Delivered ${times}${where ? ` to ${where}` : ""}`;
    case "received":
      return `Received ${times}, Redrive's own reading included`;
  }
}

function timesText(count: number): string {
  return count === 1 ? "once" : `${numberText(count)} times`;
}

/** What a framework has done to the message that a replay undoes, in words; null: nothing. */
export function undoneWords({ unwrapped, restores }: Pick<Route, "unwrapped" | "restores">): string | null {
  return [unwrapped?.why, restores?.why].filter(Boolean).join(" ") || null;
}
