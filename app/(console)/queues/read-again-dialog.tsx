"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Confirm } from "@/components/confirm";
import { useTRPC } from "@/components/trpc";
import { showToast } from "@/components/ui/toast";
import type { Queue } from "./queue";
import { markLine } from "@/server/text/marked";

const words = {
  read: {
    title: "Read again from the start",
    means:
      "Every record that the topic still has is read once more. Those that are here already are not stored twice. Older ones appear as dead letters, also if they were replayed from another database: check before you replay them.",
    action: "Read again",
    done: "is read again from its first record.",
  },
  leave: {
    title: "Leave older records out",
    means:
      "Older records stay in the topic until they expire, and do not come here. This warning ends. The topic can still be read again later.",
    action: "Leave out",
    done: "keeps its older records out of this database.",
  },
} as const;

/** Asks why a topic is read again, or why its older records stay out. */
export function ReadAgainDialog({ queue, choice, onClose }: { queue: Queue; choice: keyof typeof words; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const decide = useMutation(trpc.queues.readAgain.mutationOptions());
  const { title, means, action, done } = words[choice];
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      facts={[
        { label: "Topic", value: <span className="font-mono">{markLine(queue.name)}</span> },
        { label: "Means", value: means },
      ]}
      action={action}
      busy={decide.isPending}
      error={decide.error?.message ?? null}
      onConfirm={(reason) =>
        decide.mutate(
          { id: queue.id, choice, reason },
          {
            onSuccess: () => {
              void queryClient.invalidateQueries({ queryKey: trpc.queues.pathKey() });
              onClose();
              showToast({ what: `${markLine(queue.name)} ${done}` });
            },
          },
        )
      }
    />
  );
}
