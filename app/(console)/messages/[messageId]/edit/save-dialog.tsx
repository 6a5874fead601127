"use client";

import { useMutation } from "@tanstack/react-query";
import type { inferRouterInputs } from "@trpc/server";
import { useRouter } from "next/navigation";
import { Confirm } from "@/components/confirm";
import { useTRPC } from "@/components/trpc";
import { showToast } from "@/components/ui/toast";
import type { AppRouter } from "@/server/trpc/router";
import { nameOf, type Message } from "../message";
import { dropDraft } from "./use-draft";

interface Props {
  message: Message;
  change: Pick<inferRouterInputs<AppRouter>["messages"]["edit"], "body" | "head">;
  /** What is different, in words. */
  words: string;
  thenPlan: boolean;
  onClose: () => void;
}

/** Asks why, saves, and goes on; a conflict is shown and nothing is lost. */
export function SaveDialog({ message, change, words, thenPlan, onClose }: Props) {
  const router = useRouter();
  const save = useMutation(
    useTRPC().messages.edit.mutationOptions({
      onSuccess: ({ version }) => {
        dropDraft(message.id);
        onClose();
        showToast({
          what: `Saved as version ${version}.`,
          why: "The original stays.",
          ...(thenPlan ? {} : { action: { label: "Plan its replay", href: `/replays/new?ids=${message.id}` } }),
        });
        router.push(thenPlan ? `/replays/new?ids=${message.id}` : `/messages/${message.id}?tab=history`);
      },
    }),
  );
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Save version ${message.version + 1}?`}
      facts={[
        { label: "Message", value: `${message.eventType} ${nameOf(message)}`.trim() },
        { label: "Changes", value: words },
        { label: "Effect", value: thenPlan ? "Saved; then you plan its replay. Nothing is sent yet." : "Saved. Nothing is sent." },
      ]}
      action={thenPlan ? "Save and plan replay" : "Save edit"}
      busy={save.isPending}
      error={save.error?.message}
      onConfirm={(reason) => save.mutate({ id: message.id, seq: message.seq, reason, ...change })}
    />
  );
}
