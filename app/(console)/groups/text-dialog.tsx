"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { keep, keptOf } from "@/components/kept";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Area, Field } from "@/components/ui/field";
import type { Group } from "./group";

const asks = {
  assign: { title: "Assign", label: "Who looks after it", empty: "Nobody is assigned.", save: "Assign", clear: "Assign nobody" },
  note: {
    title: "Note",
    label: "What is known about it",
    empty: "The note was taken away.",
    save: "Keep the note",
    clear: "Take the note away",
  },
} as const;

/** Who has a group, or what somebody found out about it. */
export function TextDialog({
  group,
  act,
  onClose,
  onDone,
}: {
  group: Group;
  act: "assign" | "note";
  onClose: () => void;
  onDone: (what: string) => void;
}) {
  const trpc = useTRPC();
  const stored = (act === "assign" ? group.assignee : group.note) ?? "";
  const draft = `${act} of group ${group.id}`;
  const [text, setText] = useState(keptOf<string>(draft) ?? stored);
  const assign = useMutation(trpc.groups.assign.mutationOptions());
  const note = useMutation(trpc.groups.note.mutationOptions());
  const { title, label, empty, save, clear } = asks[act];
  const error = assign.error ?? note.error;
  const send = () => {
    const value = text.trim() || null;
    const saved = () => {
      keep(draft, null);
      onDone(value === null ? empty : act === "assign" ? `Assigned to ${value}.` : "The note is kept.");
    };
    if (act === "assign") assign.mutate({ id: group.id, assignee: value }, { onSuccess: saved });
    else note.mutate({ id: group.id, note: value }, { onSuccess: saved });
  };
  const close = () => {
    keep(draft, text === stored ? null : text);
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && close()} title={title}>
      <form
        className="grid gap-4 px-5 pt-3 pb-5"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <p className="text-ink-2 [overflow-wrap:anywhere]">{group.title}</p>
        <label className="grid gap-1">
          <span className="font-550">{label}</span>
          {act === "assign" ? (
            <Field value={text} maxLength={60} onChange={(event) => setText(event.target.value)} autoFocus />
          ) : (
            <Area value={text} maxLength={2_000} onChange={(event) => setText(event.target.value)} autoFocus />
          )}
        </label>
        {error && (
          <p role="alert" className="rounded-2 bg-bad-soft px-3 py-2 text-ink-2">
            {error.message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={close}>Keep as it is</Button>
          <Button kind="main" type="submit" busy={assign.isPending || note.isPending}>
            {text.trim() ? save : clear}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
