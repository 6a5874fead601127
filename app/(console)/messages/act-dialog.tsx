"use client";

import { skipToken, useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Confirm } from "@/components/confirm";
import { useTRPC } from "@/components/trpc";
import type { Done } from "@/server/bulk/output";
import { copiesUnknown, copiesWords, unreadWords } from "@/server/bulk/words";
import { type Act, askOf } from "./ask";
import { downloadExport } from "./download-export";
import { type Selection, usePrepared } from "./selection";

interface Props {
  act: Act;
  selection: Selection;
  /** Of one message: its name, for the title. */
  name?: string;
  facts: readonly { label: string; value: ReactNode }[];
  /** What happens to them. */
  effect: string;
  onClose: () => void;
  onDone: (progress: Done) => void;
}

/** Counts a selection exactly, asks why, then discards, restores or exports just that. */
export function ActDialog({ act, selection, name, facts, effect, onClose, onDone }: Props) {
  const trpc = useTRPC();
  const { confirmed, n, unread, error } = usePrepared(selection);
  const counts = act === "restore" && name === undefined && confirmed !== null;
  const copies = useQuery(trpc.messages.copies.queryOptions(counts ? { selection: confirmed } : skipToken, { gcTime: 0, retry: false }));
  const discard = useMutation(trpc.messages.discard.mutationOptions({ onSuccess: onDone }));
  const restore = useMutation(trpc.messages.restore.mutationOptions({ onSuccess: onDone }));
  const confirm = (reason: string) => {
    if (!confirmed) return;
    if (act === "discard") discard.mutate({ selection: confirmed, reason });
    else if (act === "restore") restore.mutate({ selection: confirmed, reason });
    else {
      downloadExport(confirmed, reason);
      onClose();
    }
  };
  const { count, ...ask } = askOf({ act, n, failed: error !== null, name });
  const told = [
    { label: "Count", value: "ids" in selection ? null : count },
    ...facts,
    { label: "Not chosen", value: unreadWords(unread) },
    { label: "Effect", value: effect },
    { label: "Captured again", value: copies.data ? copiesWords(copies.data) : copies.error && copiesUnknown },
  ];
  const failure = error ?? discard.error ?? restore.error;
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      {...ask}
      refusal={ask.refusal ?? (counts && copies.isPending ? "Redrive is looking for copies that were captured again." : null)}
      facts={told.filter(({ value }) => value !== null)}
      busy={discard.isPending || restore.isPending}
      error={failure?.message}
      onConfirm={confirm}
    />
  );
}
