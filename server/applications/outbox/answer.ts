import { lastedText } from "../../text/lasted.ts";
import { listWords } from "../../text/list.ts";
import { numberText } from "../../text/numbers.ts";
import { mostCounted } from "./bounded.ts";
import type { OutboxApplication, OutboxLine } from "./output.ts";

/** A lag that is worth a sentence. */
const longMs = 30_000;

/** Pure. The sentence over all outboxes: what waits longest, what has failed, and what nobody knows. */
export function answerOutboxes(
  applications: readonly OutboxApplication[],
  configured: number,
): { readonly title: string; readonly sub: string } {
  if (applications.length === 0)
    return configured === 0
      ? { title: "No application is configured.", sub: "Redrive reads the outbox of a program in the program's own database." }
      : { title: "You may not see any application.", sub: "An application is seen with the permission in every queue that it consumes." };
  const lines = applications.flatMap(({ name, outboxes }) => outboxes.map((line) => ({ name, line })));
  const worst = lines.toSorted((a, b) => weight(b.line) - weight(a.line))[0];
  const isBehind = worst !== undefined && weight(worst.line) > 0;
  const away = applications.filter((one) => one.away !== null);
  const unknown = lines.filter(({ line }) => line.reason !== null).length;
  const unseen = lines.filter(({ line }) => sawNone(line)).length;
  const untold = lines.filter(({ line: { reason, failed } }) => reason === null && (failed === null || failed.atLeast)).length;
  const others = lines.filter(({ line }) => line !== worst?.line && weight(line) > 0).length;
  const sub = restWords({ others, unknown, unseen, away: away.map(({ name }) => name) });
  if (isBehind) return { title: worstWords(worst.name, worst.line), sub: sub || "All other outboxes are empty, or drain." };
  const blind = away.length + unknown + unseen;
  return calmAnswer({ known: lines.length - unknown - unseen, lines: lines.length, blind, untold }, sub);
}

function restWords({
  others,
  unknown,
  unseen,
  away,
}: {
  readonly others: number;
  readonly unknown: number;
  readonly unseen: number;
  readonly away: readonly string[];
}): string {
  const parts = [
    others > 0 && `${numberText(others)} more ${others === 1 ? "outbox has" : "outboxes have"} rows that wait or failed.`,
    away.length > 0 &&
      (away.length === 1
        ? `The database of ${away[0]} does not answer, so its unpublished rows are unknown.`
        : `The databases of ${listWords(away)} do not answer, so their unpublished rows are unknown.`),
    unknown > 0 && `${numberText(unknown)} ${unknown === 1 ? "outbox" : "outboxes"} cannot be read.`,
    unseen > 0 &&
      `Nothing waits among the newest ${numberText(mostCounted)} rows of ${numberText(unseen)} ${unseen === 1 ? "outbox" : "outboxes"}; no index finds older rows.`,
  ];
  return parts.filter(Boolean).join(" ");
}

interface Sight {
  readonly lines: number;
  readonly known: number;
  readonly blind: number;
  readonly untold: number;
}

function calmAnswer({ known, lines, blind, untold }: Sight, sub: string) {
  if (lines === 0 && blind > 0) return { title: "No database answers, so no outbox is known.", sub };
  if (lines === 0) return { title: "No outbox is configured.", sub: "Map an outbox of an application under its tables in redrive.yaml." };
  if (known === 0) return { title: "The number of unpublished rows is unknown.", sub };
  const failed =
    untold === 0
      ? "Nothing has failed."
      : `${numberText(untold)} ${untold === 1 ? "outbox does" : "outboxes do"} not tell whether rows failed.`;
  return { title: blind > 0 ? "No outbox is known to be behind." : "Every outbox drains.", sub: sub || failed };
}

/** Only the newest rows were looked at, and none of them waits. */
const sawNone = ({ unpublished }: OutboxLine) => unpublished !== null && unpublished.n === 0 && unpublished.atLeast;

function weight({ slotProblem, failed, lagMs, relay, unpublished, oldestIsBound }: OutboxLine): number {
  if (slotProblem !== null) return 4e12;
  const late = lagMs !== null && lagMs >= longMs ? lagMs : 0;
  const n = unpublished?.n ?? 0;
  // Rows that nobody knows to be young, of a relay that nobody knows to publish.
  const undated = n > 0 && (lagMs === null || oldestIsBound) && relay !== "recent" ? 1 : 0;
  return (relay === "silent" ? 3e12 : 0) + (failed !== null && failed.n > 0 ? 2e12 : 0) + (n >= mostCounted ? 1e12 : 0) + late + undated;
}

function worstWords(name: string, line: OutboxLine): string {
  const { slotProblem, failed, relay, table } = line;
  const of = `${table} of ${name}`;
  if (slotProblem !== null) return `${of}: ${slotProblem}`;
  const given =
    failed !== null && failed.n > 0
      ? `${countedText(failed, "row", "rows")} of ${of} failed and will not leave by ${failed.n === 1 ? "itself" : "themselves"}.`
      : null;
  const silent = relay === "silent" ? "Its relay publishes nothing." : null;
  return [waitsWords(of, line), silent, given].filter(Boolean).join(" ");
}

/** null: nothing waits, or what waits is young. */
function waitsWords(of: string, { unpublished, lagMs, oldestIsBound }: OutboxLine): string | null {
  if (unpublished === null || unpublished.n === 0) return null;
  const waiting = `${countedText(unpublished, "event", "events")} of ${of}`;
  const isOne = unpublished.n === 1 && !unpublished.atLeast;
  if (lagMs === null) return `${waiting} ${isOne ? "waits" : "wait"}. Since when is not known.`;
  if (lagMs < longMs && !oldestIsBound && unpublished.n < mostCounted) return null;
  return `${waiting} ${isOne ? "has" : "have"} waited for ${oldestIsBound ? "at least" : "up to"} ${lastedText(lagMs)}.`;
}

/** "10,000+ events". */
export function countedText({ n, atLeast }: { readonly n: number; readonly atLeast: boolean }, one: string, many: string): string {
  return `${numberText(n)}${atLeast ? "+" : ""} ${n === 1 && !atLeast ? one : many}`;
}
