import { useState } from "react";

interface Steady<Row> {
  /** The rows in the order in which they were first seen. */
  readonly shown: readonly Row[] | undefined;
  /** New ones above, which wait. */
  readonly waiting: number;
  /** The order is no longer the one that is shown. */
  readonly moved: boolean;
  show(): void;
}

/**
 * Rows keep their places: numbers change in place, places only when somebody asks. What comes after the last known row (one more page) is
 * appended. `question` is what was asked; `settled` false means that the rows still answer the one before.
 */
export function useSteadyOrder<Row extends { readonly id: number }>(
  rows: readonly Row[] | undefined,
  question: string,
  settled: boolean,
): Steady<Row> {
  const [kept, setKept] = useState<{ question: string; ids: readonly number[] } | null>(null);
  const ids = rows?.map(({ id }) => id) ?? [];
  const order = kept !== null && (kept.question === question || !settled) ? kept.ids : [];
  const known = new Set(order);
  const tail = settled ? ids.slice(ids.findLastIndex((id) => known.has(id)) + 1) : [];
  if (settled && rows && (tail.length > 0 || kept?.question !== question)) setKept({ question, ids: [...order, ...tail] });
  const byId = new Map(rows?.map((row) => [row.id, row]));
  const shown = rows && [...order, ...tail].flatMap((id) => byId.get(id) ?? []);
  const waiting = settled ? ids.filter((id) => !known.has(id)).length - tail.length : 0;
  const moved = settled && waiting === 0 && (shown ?? []).some(({ id }, index) => id !== ids[index]);
  return { shown, waiting, moved, show: () => setKept({ question, ids }) };
}
