"use client";

import { useCallback, useMemo, useState } from "react";

export interface Selected {
  readonly ids: ReadonlySet<number>;
  /** Everything that matches the filter, as of this time. */
  readonly allAsOf: string | null;
  toggle(id: number): void;
  setMany(ids: readonly number[], on: boolean): void;
  takeAll(asOf: string): void;
  clear(): void;
}

/** Chosen rows, or everything that matches; another filter begins anew. */
export function useSelected(filter: string): Selected {
  const [state, setState] = useState<{ filter: string; ids: ReadonlySet<number>; allAsOf: string | null }>({
    filter,
    ids: new Set(),
    allAsOf: null,
  });
  const current = state.filter === filter ? state : { filter, ids: new Set<number>(), allAsOf: null };
  const change = useCallback(
    (next: (ids: Set<number>) => void) =>
      setState((before) => {
        const ids = new Set(before.filter === filter ? before.ids : []);
        next(ids);
        return { filter, ids, allAsOf: null };
      }),
    [filter],
  );
  return useMemo(
    () => ({
      ids: current.ids,
      allAsOf: current.allAsOf,
      toggle: (id) => change((ids) => (ids.has(id) ? ids.delete(id) : ids.add(id))),
      setMany: (many, on) => change((ids) => many.forEach((id) => (on ? ids.add(id) : ids.delete(id)))),
      takeAll: (asOf) => setState({ filter, ids: new Set(), allAsOf: asOf }),
      clear: () => setState({ filter, ids: new Set(), allAsOf: null }),
    }),
    [current.ids, current.allAsOf, change, filter],
  );
}
