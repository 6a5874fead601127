"use client";

import { useCallback, useMemo, useState } from "react";

/** Everything that matched the filter at a time, with how many those were. */
export interface Everything {
  readonly asOf: string;
  readonly n: number;
  readonly capped: boolean;
  readonly words: string;
}

export interface Selected {
  readonly ids: ReadonlySet<number>;
  readonly all: Everything | null;
  toggle(id: number): void;
  setMany(ids: readonly number[], on: boolean): void;
  takeAll(all: Everything): void;
  clear(): void;
}

const none: ReadonlySet<number> = new Set();

/** Chosen rows, or everything that matches; another filter begins anew. */
export function useSelected(filter: string): Selected {
  const [state, setState] = useState({ filter, ids: none, all: null as Everything | null });
  const { ids, all } = state.filter === filter ? state : { ids: none, all: null };
  const change = useCallback(
    (apply: (ids: Set<number>) => void) =>
      setState((before) => {
        const next = new Set(before.filter === filter ? before.ids : none);
        apply(next);
        return { filter, ids: next, all: null };
      }),
    [filter],
  );
  return useMemo(
    () => ({
      ids,
      all,
      toggle: (id) => change((next) => (next.has(id) ? next.delete(id) : next.add(id))),
      setMany: (many, on) => change((next) => many.forEach((id) => (on ? next.add(id) : next.delete(id)))),
      takeAll: (everything) => setState({ filter, ids: none, all: everything }),
      clear: () => setState({ filter, ids: none, all: null }),
    }),
    [ids, all, change, filter],
  );
}
