import { useState } from "react";
import { type SteadyOrder, steadyOrder } from "./steady-order";

interface Steady<Row> extends Pick<SteadyOrder, "waiting" | "moved"> {
  /** The rows in the order in which they were first seen. */
  readonly shown: readonly Row[] | undefined;
  show(): void;
}

/**
 * Rows keep their places: numbers change in place, places only when somebody asks. `question` is what was asked; `settled` false means that the
 * rows still answer the one before.
 */
export function useSteadyOrder<Row extends { readonly id: number }>(
  rows: readonly Row[] | undefined,
  question: string,
  settled: boolean,
): Steady<Row> {
  const [kept, setKept] = useState<{ question: string; ids: readonly number[] } | null>(null);
  const current = rows?.map(({ id }) => id) ?? [];
  const before = kept !== null && (kept.question === question || !settled) ? kept.ids : [];
  const { ids, waiting, moved } = settled ? steadyOrder(before, current) : { ids: before, waiting: 0, moved: false };
  if (settled && rows && (ids.length > before.length || kept?.question !== question)) setKept({ question, ids });
  const byId = new Map(rows?.map((row) => [row.id, row]));
  return {
    shown: rows && ids.flatMap((id) => byId.get(id) ?? []),
    waiting,
    moved,
    show: () => setKept({ question, ids: current }),
  };
}
