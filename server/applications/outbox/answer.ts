import { lastedText } from "../../text/lasted.ts";
import { numberText } from "../../text/numbers.ts";
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
  const others = lines.filter(({ line }) => line !== worst?.line && weight(line) > 0).length;
  const sub = restWords({ others, unknown, away: away.map(({ name }) => name) });
  if (isBehind) return { title: worstWords(worst.name, worst.line), sub: sub || "All other outboxes are empty, or drain." };
  return calmAnswer({ known: lines.length - unknown, lines: lines.length, blind: away.length + unknown }, sub);
}

function restWords({
  others,
  unknown,
  away,
}: {
  readonly others: number;
  readonly unknown: number;
  readonly away: readonly string[];
}): string {
  const parts = [
    others > 0 && `${numberText(others)} more ${others === 1 ? "outbox has" : "outboxes have"} rows that wait or failed.`,
    away.length > 0 && `${away.join(", ")} ${away.length === 1 ? "does" : "do"} not answer: what waits there is unknown.`,
    unknown > 0 && `${numberText(unknown)} ${unknown === 1 ? "outbox" : "outboxes"} cannot be read.`,
  ];
  return parts.filter(Boolean).join(" ");
}

function calmAnswer({ known, lines, blind }: { readonly known: number; readonly lines: number; readonly blind: number }, sub: string) {
  if (lines === 0 && blind > 0) return { title: "Nothing is known: no database answers.", sub };
  if (lines === 0) return { title: "No outbox is configured.", sub: "Map an outbox of an application under its tables in redrive.yaml." };
  if (known === 0) return { title: "What waits is unknown.", sub };
  return { title: blind > 0 ? "No outbox that answers is behind." : "Every outbox drains.", sub: sub || "Nothing has failed." };
}

function weight({ slotProblems, failed, lagMs, relay, unpublished }: OutboxLine): number {
  if (slotProblems.length > 0) return 4e12;
  const late = lagMs !== null && lagMs >= longMs ? lagMs : 0;
  return (relay === "silent" ? 3e12 : 0) + (failed !== null && failed.n > 0 ? 2e12 : 0) + late + (unpublished?.atLeast ? 1e12 : 0);
}

function worstWords(name: string, { slotProblems, failed, unpublished, lagMs, relay, table }: OutboxLine): string {
  const of = `${table} of ${name}`;
  const [slot] = slotProblems;
  if (slot) return `${of}: ${slot}`;
  const waiting = unpublished ? countedText(unpublished, "event", "events") : "Events";
  const late = lagMs !== null && lagMs >= longMs;
  const waits =
    late || unpublished?.atLeast
      ? `${waiting} of ${of} ${unpublished?.n === 1 ? "has" : "have"} waited${lagMs === null ? "" : ` for up to ${lastedText(lagMs)}`}.`
      : null;
  const given =
    failed !== null && failed.n > 0
      ? `${countedText(failed, "row", "rows")} of ${of} failed and will not leave by ${failed.n === 1 ? "itself" : "themselves"}.`
      : null;
  const silent = relay === "silent" ? "Its relay publishes nothing." : null;
  return [waits, silent, given].filter(Boolean).join(" ");
}

/** "10,000+ events". */
export function countedText({ n, atLeast }: { readonly n: number; readonly atLeast: boolean }, one: string, many: string): string {
  return `${numberText(n)}${atLeast ? "+" : ""} ${n === 1 && !atLeast ? one : many}`;
}
