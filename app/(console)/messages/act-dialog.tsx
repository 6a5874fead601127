"use client";

import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Confirm } from "@/components/confirm";
import { useTRPC } from "@/components/trpc";
import type { Done } from "@/server/bulk/output";
import { downloadExport } from "./download-export";
import type { Selection } from "./selection";

export type Act = "discard" | "restore" | "export";

export const verbs: Readonly<Record<Act, string>> = { discard: "Discard", restore: "Restore", export: "Export" };

interface Props {
  act: Act;
  selection: Selection;
  /** "3 messages": who the title names. */
  whom: string;
  facts: readonly { label: string; value: ReactNode }[];
  /** What happens to them. */
  effect: string;
  action: string;
  /** For what is large: this must be typed. */
  typed?: string;
  onClose: () => void;
  onDone: (progress: Done) => void;
}

/** Asks why, then discards, restores or exports a selection. */
export function ActDialog({ act, selection, whom, facts, effect, action, typed, onClose, onDone }: Props) {
  const trpc = useTRPC();
  const discard = useMutation(trpc.messages.discard.mutationOptions({ onSuccess: onDone }));
  const restore = useMutation(trpc.messages.restore.mutationOptions({ onSuccess: onDone }));
  const confirm = (reason: string) => {
    if (act === "discard") discard.mutate({ selection, reason });
    else if (act === "restore") restore.mutate({ selection, reason });
    else {
      downloadExport(selection, reason);
      onClose();
    }
  };
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${verbs[act]} ${whom}`}
      facts={[...facts, { label: "Effect", value: effect }]}
      action={action}
      typed={typed}
      busy={discard.isPending || restore.isPending}
      error={discard.error?.message ?? restore.error?.message}
      onConfirm={confirm}
    />
  );
}
