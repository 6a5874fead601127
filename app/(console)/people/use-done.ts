"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { showToast } from "@/components/ui/toast";

/** What follows an act on people: the page reads again, and says what was done. */
export function useDone(onClose: () => void): (what: string) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return (what) => {
    void queryClient.invalidateQueries({ queryKey: trpc.people.pathKey() });
    showToast({ what });
    onClose();
  };
}
