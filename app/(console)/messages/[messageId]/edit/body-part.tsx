"use client";

import dynamic from "next/dynamic";
import type { Payload } from "../message";
import type { Draft } from "./draft";
import { unreadable } from "./unreadable";

const TextEditor = dynamic(() => import("./text-editor").then((module) => module.TextEditor), {
  ssr: false,
  loading: () => <div className="flex-1 bg-sunken" />,
});

interface Props {
  payload: Payload;
  draft: Draft;
  /** The stored text as this mode shows it. */
  before: string;
  onText: (text: string) => void;
  onCursor: (at: { line: number; column: number }) => void;
}

/** The body as text, or why it cannot be edited as one. */
export function BodyPart({ payload, draft, before, onText, onCursor }: Props) {
  if (draft.text !== null) {
    return (
      <TextEditor key={draft.mode} value={draft.text} before={before} json={draft.mode === "json"} onChange={onText} onCursor={onCursor} />
    );
  }
  return <p className="flex-1 bg-sunken px-pad py-4 text-ink-2">{unreadable(payload)} Its headers can be changed.</p>;
}
