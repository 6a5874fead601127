"use client";

import { useState, useSyncExternalStore } from "react";

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

/** What was typed into a form, there again when the form is; null: nothing yet, and setting it forgets it. */
export function useKept<T>(what: string): readonly [T | null, (typed: T | null) => void] {
  const [typed, setTyped] = useState<T | null>(() => keptOf<T>(what) ?? null);
  const set = (next: T | null) => {
    keep(what, next);
    setTyped(next);
  };
  return [typed, set];
}

/** The same of a form over something stored, which somebody else may change while it is written. */
export function useKeptChange<T>(what: string, stored: T) {
  const now = JSON.stringify(stored);
  const [kept, setKept] = useKept<{ readonly of: string; readonly draft: T }>(what);
  const [restored, setRestored] = useState(kept !== null);
  const startOver = () => {
    setKept(null);
    setRestored(false);
  };
  return {
    draft: kept?.draft ?? stored,
    setDraft: (draft: T) => (JSON.stringify(draft) === now ? startOver() : setKept({ of: kept?.of ?? now, draft })),
    startOver,
    /** What a note over the form says; null: nothing. */
    note:
      kept === null
        ? null
        : kept.of !== now
          ? "It was changed since you began to write. What you wrote is kept; saving it replaces that change."
          : restored
            ? "This is what you wrote before; it is not saved yet."
            : null,
  };
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
