"use client";

import { type ReactNode, useRef, useState } from "react";
import { useEnvironment } from "./environment";
import { keep, keptOf } from "./kept";
import { Button } from "./ui/button";
import { Dialog } from "./ui/dialog";
import { Area, Field } from "./ui/field";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen, to how many, as of when, in words. */
  facts: readonly { label: string; value: ReactNode }[];
  /** The button says what will happen: "Discard 3,118". */
  action: string;
  busy: boolean;
  /** Why nothing can be confirmed yet. */
  refusal?: string | null;
  /** Why it did not work the last time. */
  error?: string | null;
  /** For what is large: this must be typed. */
  typed?: string;
  onConfirm: (reason: string) => void;
}

/** Every act says environment, count and consequence, and asks why. A reason that was typed is there again when the dialog is. */
export function Confirm({ open, onOpenChange, title, facts, action, busy, refusal: wait, error, typed, onConfirm }: Props) {
  const environment = useEnvironment();
  const [draft] = useState(`reason ${title}`);
  const [reason, setReason] = useState(() => keptOf<string>(draft) ?? "");
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const numberField = useRef<HTMLInputElement>(null);
  const [typing, setTyping] = useState("");
  const refusal = wait ?? (!hasReason(reason) ? "Say why in a few words." : typed && typing !== typed ? `Type ${typed} to go on.` : null);
  const change = (next: boolean) => {
    keep(draft, next || reason === "" ? null : reason);
    onOpenChange(next);
  };
  return (
    <Dialog open={open} onOpenChange={change} title={title}>
      <form
        className="grid gap-4 px-5 pt-3 pb-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (refusal || busy) return;
          keep(draft, null);
          onConfirm(reason.trim());
        }}
      >
        <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 gap-y-1.5 border-line border-y py-3">
          <dt className="text-ink-3">Environment</dt>
          <dd className={environment.tone === "production" ? "font-600 text-bad" : "font-550"}>{environment.name}</dd>
          {facts.map(({ label, value }) => (
            <div key={label} className="contents">
              <dt className="text-ink-3">{label}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
        <label className="grid gap-1">
          <span className="font-550">Reason</span>
          <Area
            ref={reasonField}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            placeholder="Goes to the history and the audit log"
            autoFocus
          />
        </label>
        {typed && (
          <label className="grid gap-1">
            <span>
              Type <b className="font-600">{typed}</b> to confirm
            </span>
            <Field ref={numberField} value={typing} onChange={(event) => setTyping(event.target.value)} inputMode="numeric" />
          </label>
        )}
        {error && (
          <p role="alert" className="rounded-2 bg-bad-soft px-3 py-2 text-ink-2">
            {error}
          </p>
        )}
        <div className="-mx-5 -mb-5 sticky bottom-0 flex flex-wrap items-center justify-end gap-2 border-line border-t bg-raised px-5 py-3 max-desk:[&>button]:flex-1">
          {refusal && <span className="mr-auto text-12 text-ink-3 max-desk:basis-full">{refusal}</span>}
          <Button onClick={() => change(false)}>Keep as it is</Button>
          <Button
            kind="main"
            type="submit"
            busy={busy}
            refusal={refusal}
            onRefused={() => (hasReason(reason) ? numberField : reasonField).current?.focus()}
          >
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function hasReason(reason: string): boolean {
  return reason.trim().length >= 3;
}
