"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useTRPC } from "@/components/trpc";
import { Segmented } from "@/components/ui/segmented";
import { reasonWords } from "@/server/replays/words";
import { numberText } from "@/server/text/numbers";
import type { Item } from "./replay";

interface Props {
  replayId: number;
  /** null: all that are unknown. */
  item: Item | null;
  count: number;
  onClose: () => void;
}

/** The broker's answer was lost: a person who looked says whether it was sent. */
export function Decide({ replayId, item, count, onClose }: Props) {
  const all = numberText(count);
  const [sent, setSent] = useState<"sent" | "not">("sent");
  const decide = useMutation(useTRPC().replays.decide.mutationOptions({ onSuccess: onClose }));
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={item ? "Was it sent?" : `Were these ${all} sent?`}
      facts={[
        {
          label: "Messages",
          value: item ? <span className="font-mono">{item.eventKey ?? item.messageId}</span> : `all ${all} unknown ones`,
        },
        { label: "Known", value: (item?.reason && reasonWords(item.reason)) ?? "Their outcome was lost." },
        {
          label: "Decision",
          value: (
            <Segmented
              label="Decision"
              value={sent}
              onChange={setSent}
              options={[
                { value: "sent", label: "Sent" },
                { value: "not", label: "Not sent" },
              ]}
            />
          ),
        },
        {
          label: "Effect",
          value: sent === "sent" ? "Counts as replayed." : "Dead again, to be replayed anew. What was sent after all is doubled by that.",
        },
      ]}
      action={sent === "sent" ? "Count as sent" : "Make dead again"}
      busy={decide.isPending}
      error={decide.error?.message}
      onConfirm={(reason) => decide.mutate({ id: replayId, ...(item ? { itemIds: [item.id] } : {}), sent: sent === "sent", reason })}
    />
  );
}
