"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { showToast } from "@/components/ui/toast";

/** Gives a group to the one who presses, without a dialog: nothing is lost by it. */
export function useAssign() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.groups.assign.mutationOptions({
      onSuccess: ({ assignee }) => {
        void queryClient.invalidateQueries({ queryKey: trpc.groups.pathKey() });
        showToast({ what: `Assigned to ${assignee ?? "nobody"}.`, why: "It stands under “Mine”." });
      },
      onError: ({ message }) => showToast({ what: "It was not assigned.", why: message, failed: true }),
    }),
  );
}
