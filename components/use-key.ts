"use client";

import { useEffect, useRef } from "react";

const typed = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
const float = "[role=dialog], [role=menu]";

/**
 * A key of the page by what it writes ("j", "/", "?", "Enter", "Escape", "mod+k"), so that it is where the keyboard has it. Without "mod" it
 * is not heard while somebody types, under an open float, or, for Enter, on what Enter presses by itself.
 */
export function useKey(key: string, press: () => void, enabled = true): void {
  const latest = useRef(press);
  useEffect(() => {
    latest.current = press;
  }, [press]);
  useEffect(() => {
    if (!enabled) return;
    const [mod, name] = key.startsWith("mod+") ? [true, key.slice(4)] : [false, key];
    const listen = (event: KeyboardEvent) => {
      if (event.key !== name || event.altKey || mod !== (event.ctrlKey || event.metaKey)) return;
      if (!mod && (event.defaultPrevented || isTaken(event))) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [key, enabled]);
}

function isTaken({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector(float)) return true;
  if (!(target instanceof Element)) return false;
  return target.closest(typed) !== null || (key === "Enter" && target.closest("a, button, summary") !== null);
}
