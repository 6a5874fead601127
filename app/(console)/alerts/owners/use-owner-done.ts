"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { showToast } from "@/components/ui/toast";

/** What follows a change of an owner rule: the page reads again, and says what was done. */
export function useOwnerDone(onClose: () => void): (what: string) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return (what) => {
    void queryClient.invalidateQueries({ queryKey: trpc.alerts.pathKey() });
    showToast({ what, why: "Groups that nobody owns are asked again within seconds." });
    onClose();
  };
}
