"use client";

import { useSyncExternalStore } from "react";

/** What somebody typed and neither sent nor threw away, by what it is for: closing a dialog or going to another page does not lose it. */
const kept = new Map<string, unknown>();

/** Keeps it until the page is loaded again; null forgets it. */
export function keep(what: string, typed: unknown): void {
  if (typed === null) kept.delete(what);
  else kept.set(what, typed);
}

/** What was kept under the name; undefined: nothing. Each name always keeps the same type. */
export function keptOf<T>(what: string): T | undefined {
  return kept.get(what) as T | undefined;
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A text that outlives a reload of this tab, and nothing else: for what is short and holds no payload. An empty one is forgotten. */
export function useKeptText(what: string): readonly [string, (text: string) => void] {
  const text = useSyncExternalStore(
    subscribe,
    () => sessionStorage.getItem(what) ?? "",
    () => "",
  );
  const write = (next: string) => {
    if (next === "") sessionStorage.removeItem(what);
    else sessionStorage.setItem(what, next);
    for (const listener of listeners) listener();
  };
  return [text, write];
}
