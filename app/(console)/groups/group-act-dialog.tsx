"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { clockText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { useTRPC } from "@/components/trpc";
import { Segmented } from "@/components/ui/segmented";
import { showToast } from "@/components/ui/toast";
import { changedWords } from "@/server/bulk/words";
import { ActDialog } from "../messages/act-dialog";
import { useUndoDiscard } from "../messages/use-undo";
import type { Group } from "./group";
import { TextDialog } from "./text-dialog";

export type GroupAct = "discard" | "acknowledge" | "mute" | "close" | "reopen" | "assign" | "note";

const spans = [
  { value: "1", label: "1 h" },
  { value: "8", label: "8 h" },
  { value: "24", label: "1 d" },
  { value: "168", label: "7 d" },
] as const;
const done = { acknowledge: "Acknowledged", mute: "Muted", close: "Closed", reopen: "Opened again" } as const;
const means = {
  acknowledge: "Others see that somebody is on it; it moves below what nobody has.",
  mute: "It moves to the end of the list until then. Messages are still captured.",
  close: "It leaves the list. The next death opens it again, as regressed. Its messages stay dead.",
  reopen: "It stands in the list again.",
} as const;

/** The dialogs of a group's acts; each says what it means before it asks why. */
export function GroupActDialog({ group, act, onClose }: { group: Group; act: GroupAct; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { zone } = useZone();
  const [span, setSpan] = useState<(typeof spans)[number]["value"]>("8");
  const [openedAt] = useState(() => new Date());
  const undoOf = useUndoDiscard();
  const finish = (what: string, why?: string, failed = false, undo: ReturnType<typeof undoOf> = {}) => {
    void queryClient.invalidateQueries({ queryKey: trpc.groups.pathKey() });
    showToast({ what, failed, ...(why === undefined ? {} : { why }), ...undo });
    onClose();
  };
  const triage = useMutation(trpc.groups.triage.mutationOptions());
  const what = { label: "Group", value: group.title };
  const selection = { filter: `group:${group.id}`, asOf: openedAt.toISOString() };
  const open = (next: boolean) => !next && onClose();
  if (act === "assign" || act === "note") return <TextDialog group={group} act={act} onClose={onClose} onDone={finish} />;
  if (act === "discard")
    return (
      <ActDialog
        act="discard"
        selection={selection}
        facts={[what, { label: "As of", value: clockText(openedAt, zone, { seconds: true }) }]}
        effect="They are hidden, and can be restored. Nothing is destroyed."
        onClose={onClose}
        onDone={(changed) => {
          const { what: done, why, failed } = changedWords(changed, "discarded");
          finish(done, why ?? "Restore them from the list with state:discarded.", failed, undoOf(selection, changed));
        }}
      />
    );
  const until = new Date(openedAt.getTime() + Number(span) * 3_600_000);
  const end = clockText(until, zone, { date: true });
  const action = {
    acknowledge: "Acknowledge",
    mute: `Mute until ${end}`,
    close: "Close",
    reopen: group.status === "muted" ? "Unmute" : "Open again",
  }[act];
  return (
    <Confirm
      open
      onOpenChange={open}
      title={action}
      facts={[
        what,
        { label: "Means", value: means[act] },
        ...(act === "mute"
          ? [{ label: "For", value: <Segmented label="Mute for" options={spans} value={span} onChange={setSpan} /> }]
          : []),
      ]}
      action={action}
      busy={triage.isPending}
      error={triage.error?.message ?? null}
      onConfirm={(reason) =>
        triage.mutate(act === "mute" ? { id: group.id, act, until: until.toISOString(), reason } : { id: group.id, act, reason }, {
          onSuccess: () => finish(`${done[act]}.`, group.title),
        })
      }
    />
  );
}
