"use client";

import { useEffect, useMemo, useState } from "react";
import { keep, keptOf } from "@/components/kept";
import { diffLines } from "@/components/line-diff";
import { layoutOf } from "../json-layout";
import type { Payload, Message } from "../message";
import { checkDraft } from "./check-draft";
import { unreadable } from "./unreadable";
import { type Base, changeOf, type Draft, type Kept, keptParts, openDraft, restoreDraft, shownText, writtenText } from "./draft";

/**
 * The draft of one message, what it changes, and what can be said of it. It is kept when one goes elsewhere in the console, and when the message is read
 * again; leaving the console with changes is asked about.
 */
export function useDraft(message: Message, payload: Payload) {
  const base = useMemo((): Base => {
    const text = unreadable(payload) === null ? payload.text : null;
    return {
      text,
      mark: payload.charset === "UTF-8 with BOM" ? "\ufeff" : "",
      layout: text !== null && payload.json ? layoutOf(text) : null,
      headers: message.headers,
      properties: message.properties,
    };
  }, [message, payload]);
  const key = draftKey(message.id);
  const [restored] = useState(() => keptOf<Kept>(key) !== undefined);
  const [draft, showDraft] = useState(() => restoreDraft(openDraft(base), keptOf<Kept>(key), base));
  const setDraft = (next: Draft) => {
    keep(key, keptParts(next, base));
    showDraft(next);
  };
  const change = changeOf(draft, base);
  const before = shownText(base.text, draft.mode) ?? "";
  const { added, removed } = useMemo(() => diffLines(before, draft.text ?? ""), [before, draft.text]);
  const checks = checkDraft({ ...draft, before: base.text, eventId: message.eventId });
  const dirty = Object.keys(change).length > 0;
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
  const refusal =
    message.state !== "dead"
      ? `It is ${message.state}, not dead.`
      : !dirty
        ? "Nothing is changed yet."
        : (checks.find(({ tone }) => tone === "bad")?.text ?? null);
  return {
    base,
    draft,
    setDraft,
    /** It holds what somebody wrote before. */
    restored,
    change,
    before,
    written: writtenText(draft, base.layout),
    lines: { added, removed },
    checks,
    refusal,
    /** To the other mode, with what was written so far. */
    switchMode: (mode: "json" | "text") => setDraft({ ...draft, mode, text: shownText(writtenText(draft, base.layout), mode) }),
  };
}

/** Forgets what was written: it is saved, or thrown away. */
export function dropDraft(messageId: number): void {
  keep(draftKey(messageId), null);
}

function draftKey(messageId: number): string {
  return `draft of message ${messageId}`;
}
