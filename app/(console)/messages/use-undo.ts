import { useMutation } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "@/components/trpc";
import { showToast, type ToastAction } from "@/components/ui/toast";
import type { Done } from "@/server/bulk/output";
import { changedWords } from "@/server/bulk/words";
import type { Confirmed, Selection } from "./selection";

const reason = "Undo of the discard just before";

/** For the toast of a discard: restores just what it hid. Nothing where it hid nothing, or while the worker still goes on: the bar on top cancels that. */
export function useUndoDiscard(): (selection: Selection, done: Done) => { readonly action?: ToastAction } {
  const client = useTRPCClient();
  const restore = useMutation(
    useTRPC().messages.restore.mutationOptions({
      onSuccess: (done) => showToast(changedWords(done, "restored")),
      onError: ({ message }) => showToast({ what: "They were not restored.", why: message, failed: true }),
    }),
  );
  /** What was hidden by others before, or since, is left as it is. */
  const chosenBy = async (operation: number): Promise<Confirmed> => {
    const { id } = await client.messages.prepare.mutate({
      filter: `operation:${operation} state:discarded`,
      asOf: new Date().toISOString(),
    });
    return { prepared: id };
  };
  return (selection, { changed, waiting, operation }) => {
    if (changed === 0 || waiting > 0) return {};
    const onPress = () => {
      if ("ids" in selection) return restore.mutate({ selection, reason });
      if (operation === null) return;
      chosenBy(operation).then(
        (confirmed) => restore.mutate({ selection: confirmed, reason }),
        ({ message }: Error) => showToast({ what: "They were not restored.", why: message, failed: true }),
      );
    };
    return { action: { label: "Undo", onPress } };
  };
}
