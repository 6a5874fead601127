"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Confirm } from "@/components/confirm";
import { useTRPC } from "@/components/trpc";
import { showToast } from "@/components/ui/toast";
import { markLine } from "@/server/text/marked";
import { numberText } from "@/server/text/numbers";
import type { OutboxPlace } from "./outbox";

export interface Publishing {
  readonly rows: readonly string[] | { readonly all: true; readonly count: number };
  readonly count: number;
}

/** Says what publishing does, to how many rows, and asks why. Of all rows the first goes alone. */
export function PublishDialog({
  place,
  publishing: { rows, count },
  onClose,
}: {
  place: OutboxPlace;
  publishing: Publishing;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const publish = useMutation(trpc.outbox.publish.mutationOptions());
  const isAll = "all" in rows && count > 1;
  const many = `${numberText(count)} ${count === 1 ? "row" : "rows"}`;
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={count === 1 ? "Publish 1 row now" : `Publish ${numberText(count)} rows now`}
      facts={[
        { label: "What", value: `${many} of ${markLine(`${place.schema}.${place.table}`)} of ${place.application} that failed` },
        {
          label: "How",
          value: isAll
            ? "The first one goes alone. The others follow once the relay has published it."
            : "The relay of the application takes them again, as its framework documents.",
        },
        {
          label: "Means",
          value: "Redrive writes only rows that are still failed. A consumer may get an event that it has processed already.",
        },
      ]}
      action={`Publish ${numberText(count)}`}
      busy={publish.isPending}
      error={publish.error?.message ?? (publish.data && publish.data.published === 0 ? publish.data.words : null)}
      onConfirm={(reason) =>
        publish.mutate(
          { ...place, rows: "all" in rows ? rows : [...rows], reason },
          {
            onSuccess: ({ published, unknown, untouched, words }) => {
              void queryClient.invalidateQueries({ queryKey: trpc.outbox.pathKey() });
              if (published === 0) return;
              onClose();
              showToast({ what: words, failed: unknown + untouched > 0 });
            },
          },
        )
      }
    />
  );
}
