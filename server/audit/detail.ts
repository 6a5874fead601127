import { messagesText, skippedWords, unreadWords } from "../bulk/words.ts";
import { filterWords, parseFilter } from "../messages/filter.ts";
import type { Reason } from "../messages/reason.ts";
import { reasonWords, targetWords } from "../replays/words.ts";
import { numberText } from "../text/numbers.ts";
import { alertFacts } from "./alert-facts.ts";

/** What an act noted. Rows of former versions stay as they are, so nothing is taken for granted. */
type Facts = Readonly<Record<string, unknown>>;

/** What an act noted of itself, in words: what it was on, what changed from what to what, and how many. null: it noted nothing. */
export function detailWords(data: Facts | null): string | null {
  const parts = data ? fields.flatMap((words) => words(data) ?? []) : [];
  return parts.length > 0 ? `${parts.join("; ")}.` : null;
}

/** Each gives words of some of the facts, or null where they are not there. In this order they make a sentence. */
const fields: readonly ((facts: Facts) => string | null)[] = [
  ({ selection }) => selectionOf(selection),
  counted,
  ({ target }) =>
    isFacts(target) && typeof target["to"] === "string" ? `to ${targetWords(target as Parameters<typeof targetWords>[0])}` : null,
  rated,
  ({ canary }) => (isCount(canary) && canary > 0 ? `a canary of ${numberText(canary)} first` : null),
  ({ despite }) => (Array.isArray(despite) && despite.includes("sequence_stale") ? "also what is stale by its number" : null),
  ({ despite }) => (Array.isArray(despite) && despite.includes("older_state") ? "also what carries an older state" : null),
  ({ despite }) => (Array.isArray(despite) && despite.includes("sequence_gap") ? "without waiting for earlier numbers" : null),
  ({ beyondLimit }) => (beyondLimit === true ? "also what has reached the limit of replays" : null),
  ({ despite }) => (Array.isArray(despite) && despite.includes("processed") ? "also what was processed already" : null),
  ({ ramp }) => (ramp === true ? "the rate doubles every 30 s from 1 a second" : null),
  ({ act, stage }) => (act === "next" && typeof stage === "string" ? `the ${stage} is passed` : null),
  ({ outcomes }) => outcomesOf(outcomes),
  ({ reason }) => (isReason(reason) ? withoutEnd(reasonWords(reason)) : null),
  ({ skipped }) => (isFacts(skipped) && Object.keys(skipped).length > 0 ? `not: ${skippedWords(skipped)}` : null),
  ({ unread }) => (isCount(unread) ? withoutEnd(unreadWords(unread)) : null),
  versioned,
  ({ topic, place }) => (typeof topic === "string" ? `the original from ${topic}${typeof place === "string" ? `, ${place}` : ""}` : null),
  scoped,
  ({ by }) => (typeof by === "string" ? by : null),
  ...alertFacts,
  ({ sessions }) => (isCount(sessions) ? `${numberText(sessions)} ${sessions === 1 ? "session" : "sessions"}` : null),
  ({ settledDays }) => (isCount(settledDays) ? `settled more than ${numberText(settledDays)} days before` : null),
  ({ format }) => (typeof format === "string" ? `as ${format === "csv" ? "CSV" : "JSON lines"}` : null),
  ({ until }) => (typeof until === "string" ? `until ${timeText(until)}` : null),
  ({ assignee }) => (assignee === undefined ? null : `to ${typeof assignee === "string" ? assignee : "nobody"}`),
  ({ note }) => (note === undefined ? null : typeof note === "string" ? `“${note}”` : "the note was taken away"),
  ({ sent, items }) =>
    typeof sent === "boolean" && isCount(items) ? `${messagesText(items)} ${sent ? "counted as sent" : "made dead again"}` : null,
  ({ parts }) => partsOf(parts),
  ({ older }) =>
    isCount(older) && older > 0
      ? `up to ${numberText(older)} ${older === 1 ? "record" : "records"} that this database does not hold`
      : null,
  ({ rows }) => (isCount(rows) ? `${numberText(rows)} ${rows === 1 ? "row" : "rows"}` : null),
  ({ act, words }) => (act === "published" && typeof words === "string" ? withoutEnd(words) : null),
  ({ refused }) => (typeof refused === "string" ? withoutEnd(refused) : null),
  ({ imported, failed }) =>
    isCount(imported) && isCount(failed) ? `${numberText(imported)} imported, ${numberText(failed)} failed again` : null,
];

function selectionOf(selection: unknown): string | null {
  if (typeof selection === "string") return selection;
  if (!isFacts(selection)) return null;
  const { filter, asOf } = selection;
  if (typeof filter !== "string") return null;
  return `all that matched ${filterWords(parseFilter(filter))}${typeof asOf === "string" ? `, as of ${timeText(asOf)}` : ""}`;
}

/** A role and where it holds; what holds everywhere needs no pattern. */
function scoped({ role, sources, queues }: Facts): string | null {
  if (typeof role !== "string") return null;
  const parts = [
    ["sources", sources],
    ["queues", queues],
  ].flatMap(([noun, patterns]) =>
    Array.isArray(patterns) && !patterns.includes("*") ? [`in the ${String(noun)} ${patterns.join(", ")}`] : [],
  );
  return `the role ${role} ${parts.length > 0 ? parts.join(" ") : "everywhere"}`;
}

function counted({ total, changed }: Facts): string | null {
  if (isCount(total) && isCount(changed)) return `${numberText(changed)} of ${numberText(total)} changed`;
  return isCount(total) ? messagesText(total) : null;
}

function rated({ from, rate }: Facts): string | null {
  if (rate === undefined) return null;
  if (from === undefined) return rate === null ? "as fast as the broker confirms" : `at ${rateOf(rate)}`;
  return `from ${rateOf(from)} to ${rateOf(rate)}`;
}

function rateOf(rate: unknown): string {
  return isCount(rate) ? `${numberText(rate)} a second` : "no limit";
}

const outcomes: Readonly<Record<string, string>> = {
  selected: "waiting",
  observing: "sent",
  confirmed: "sent",
  presumed_ok: "sent",
  processed: "sent",
  came_back: "sent",
  returned: "not sent",
  refused: "not sent",
};

/** What came back was sent too: it counts there, and is told beside it. */
function outcomesOf(counts: unknown): string | null {
  if (!Array.isArray(counts)) return null;
  const sums = new Map<string, number>();
  let cameBack = 0;
  for (const count of counts as readonly unknown[]) {
    if (!isFacts(count) || typeof count["state"] !== "string" || !isCount(count["n"])) continue;
    const word = outcomes[count["state"]] ?? count["state"].replaceAll("_", " ");
    sums.set(word, (sums.get(word) ?? 0) + count["n"]);
    if (count["state"] === "came_back") cameBack += count["n"];
  }
  const told = (word: string) => (word === "sent" && cameBack > 0 ? `sent (${numberText(cameBack)} came back)` : word);
  return sums.size > 0 ? [...sums].map(([word, n]) => `${numberText(n)} ${told(word)}`).join(", ") : null;
}

function versioned({ version, changes }: Facts): string | null {
  if (!isCount(version)) return null;
  const { body, head } = isFacts(changes) ? changes : {};
  const what = [body === true && "body", head === true && "headers"].filter(Boolean).join(" and ");
  return `version ${version}${what ? ` with another ${what}` : ""}`;
}

function partsOf(parts: unknown): string | null {
  if (!Array.isArray(parts)) return null;
  const told = (parts as readonly unknown[]).filter(isFacts).map(({ part, before, state, reason }) => {
    const outcome =
      typeof state === "string" && state !== "done" ? `, ${state}${typeof reason === "string" ? `: ${withoutEnd(reason)}` : ""}` : "";
    return `partition ${String(part)} before ${String(before)}${outcome}`;
  });
  return told.length > 0 ? told.join(", ") : null;
}

function timeText(iso: string): string {
  return `${iso.slice(0, 19).replace("T", " ")} UTC`;
}

function withoutEnd(words: string | null): string | null {
  return words?.replace(/\.$/, "") ?? null;
}

function isFacts(value: unknown): value is Facts {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isReason(value: unknown): value is Reason {
  return isFacts(value) && typeof value["code"] === "string";
}

function isCount(value: unknown): value is number {
  return typeof value === "number";
}
