"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Note } from "@/components/ui/states";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { useKey } from "@/components/use-key";
import type { Payload, Message } from "../message";
import { useDefaultTarget } from "../use-default-target";
import { Changed } from "./changed";
import { DraftPane } from "./draft-pane";
import { EditorHead } from "./editor-head";
import { Outgoing } from "./outgoing";
import { SaveDialog } from "./save-dialog";
import { useSettled } from "./settled";
import { DiffHead, DraftDiff } from "./draft-diff";
import { dropDraft, useDraft } from "./use-draft";

const typingMs = 300;

interface Props {
  message: Message;
  payload: Payload;
  /** Reads the message again; what was written stays. */
  onAgain: () => void;
  /** Opens the editor anew. */
  onStartOver: () => void;
}

/** Body and headers beside what changes and what will be sent. Text is edited as text: no digit is lost by parsing. */
export function Editor({ message, payload, onAgain, onStartOver }: Props) {
  const trpc = useTRPC();
  const editing = useDraft(message, payload);
  const { draft, change, before, written, lines } = editing;
  const mayNot = useRefusal()("message.edit", [{ source: message.source, queue: message.queue }]);
  const refusal = mayNot ?? editing.refusal;
  const [saving, setSaving] = useState<"save" | "plan" | null>(null);
  useKey("mod+s", () => !refusal && setSaving("save"));
  const startOver = () => {
    dropDraft(message.id);
    onStartOver();
  };
  const settled = useSettled(change, typingMs);
  const target = useDefaultTarget(message.id);
  const preview = useQuery(
    trpc.replays.preview.queryOptions(
      { messageId: message.id, target: target ?? { to: "failed_queue" }, change: settled },
      {
        enabled: target !== undefined,
        refetchInterval: false,
        placeholderData: keepPreviousData,
        retry: false,
        trpc: { context: { post: true } },
      },
    ),
  );
  return (
    <>
      <EditorHead message={message} refusal={refusal} onSave={setSaving} />
      <Changed message={message} onAgain={onAgain} />
      {editing.restored && (
        <Note className="mx-pad mb-3" end={<Button onClick={startOver}>Start over</Button>}>
          This is what you wrote before; it is not saved yet.
        </Note>
      )}
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <DraftPane payload={payload} editing={editing} />
        <section aria-label="What is sent" className="min-w-0 border-line wide:border-l">
          <DiffHead lines={lines} version={message.version} />
          <DraftDiff before={before} after={draft.text ?? ""} json={draft.mode === "json"} className="max-h-72" />
          <Outgoing
            message={message}
            preview={preview.data}
            error={preview.error?.message ?? null}
            body={written}
            unsavable={editing.checks.some(({ tone }) => tone === "bad")}
          />
        </section>
      </div>
      {saving && (
        <SaveDialog
          message={message}
          change={change}
          words={changeWords(change, lines)}
          thenPlan={saving === "plan"}
          onClose={() => setSaving(null)}
        />
      )}
    </>
  );
}

type Editing = ReturnType<typeof useDraft>;

function changeWords(change: Editing["change"], { added, removed }: Editing["lines"]): string {
  return ["body" in change && `body +${added} −${removed} ${added + removed === 1 ? "line" : "lines"}`, "head" in change && "headers"]
    .filter(Boolean)
    .join(", ");
}
