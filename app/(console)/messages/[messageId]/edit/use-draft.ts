"use client";

import { useEffect, useMemo, useState } from "react";
import { diffLines } from "@/components/line-diff";
import { layoutOf } from "../json-layout";
import type { Payload, Message } from "../message";
import { checkDraft } from "./check-draft";
import { unreadable } from "./unreadable";
import { type Base, changeOf, openDraft, shownText, writtenText } from "./draft";

/** The draft of one message, what it changes, and what can be said of it. Leaving the page with changes is asked about. */
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
  const [draft, setDraft] = useState(() => openDraft(base));
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
