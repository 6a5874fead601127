"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useTRPC } from "@/components/trpc";
import { Segmented } from "@/components/ui/segmented";
import type { Item } from "./items";

/** The broker's answer was lost: a person who looked says whether it was sent. */
export function Decide({ replayId, item, onClose }: { replayId: number; item: Item; onClose: () => void }) {
  const [sent, setSent] = useState<"sent" | "not">("sent");
  const decide = useMutation(useTRPC().replays.decide.mutationOptions({ onSuccess: onClose }));
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title="Was it sent?"
      facts={[
        { label: "Message", value: <span className="font-mono">{item.eventKey ?? item.messageId}</span> },
        { label: "Known", value: item.detail ?? "nothing" },
        {
          label: "Decision",
          value: (
            <Segmented
              label="Decision"
              value={sent}
              onChange={setSent}
              options={[
                { value: "sent", label: "It was sent" },
                { value: "not", label: "It was not sent" },
              ]}
            />
          ),
        },
        {
          label: "Effect",
          value: sent === "sent" ? "It counts as replayed." : "It is dead again. If it was sent after all, another replay doubles it.",
        },
      ]}
      action={sent === "sent" ? "Count it as sent" : "Make it dead again"}
      busy={decide.isPending}
      error={decide.error?.message}
      onConfirm={(reason) => decide.mutate({ id: replayId, itemIds: [item.id], sent: sent === "sent", reason })}
    />
  );
}
