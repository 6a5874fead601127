"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Confirm } from "@/components/confirm";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { QueryError } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { numberText } from "@/server/text/numbers";
import type { PurgePlan, Queue } from "./queue";
import { markLine } from "@/server/text/marked";

type Part = PurgePlan["parts"][number];

/** What would leave a topic, for whom, and why no more; then the removal itself, once its count is typed. */
export function PurgeDialog({ queue, onClose }: { queue: Queue; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const plan = useQuery(trpc.queues.purgePlan.queryOptions({ id: queue.id }, { refetchInterval: false, staleTime: 0, gcTime: 0 }));
  const purge = useMutation(trpc.queues.purge.mutationOptions());
  const close = (open: boolean) => !open && onClose();
  const goes = plan.data?.parts.filter(({ range }) => range !== null) ?? [];
  if (!plan.data || goes.length === 0)
    return (
      <Dialog open onOpenChange={close} title={`Purge ${markLine(queue.name)}`}>
        <div className="grid gap-3 px-5 pt-3 pb-5">
          {plan.isPending && <p className="text-ink-2">Looking how far it is settled…</p>}
          {plan.isError && <QueryError what="How far it is settled" error={plan.error} onRetry={() => void plan.refetch()} />}
          {plan.data && (
            <>
              <p className="text-ink-2">Nothing to purge: every partition starts with an unsettled record, or is empty.</p>
              <Stops parts={plan.data.parts} />
            </>
          )}
          <Button className="justify-self-end" onClick={onClose}>
            Close
          </Button>
        </div>
      </Dialog>
    );
  const { records, compacted } = plan.data;
  const undone = purge.data?.filter(({ state }) => state !== "done") ?? [];
  return (
    <Confirm
      open
      onOpenChange={close}
      title={`Purge ${markLine(queue.name)}`}
      facts={[
        { label: "Goes", value: <Goes parts={goes} /> },
        {
          label: "Means",
          value:
            "These records leave the topic for everybody, for good. Redrive keeps its copies for as long as it keeps settled messages.",
        },
        { label: "Not read by", value: <Behind parts={goes} /> },
        ...(compacted ? [{ label: "Compacted", value: "A topic that is only compacted refuses it." }] : []),
        ...(plan.data.parts.some(({ stop }) => stop !== null) ? [{ label: "Stays", value: <Stops parts={plan.data.parts} /> }] : []),
      ]}
      action={`Purge ${numberText(records)}`}
      typed={String(records)}
      busy={purge.isPending}
      error={
        purge.error?.message ??
        (undone.length > 0 ? undone.map(({ part, state, reason }) => `Partition ${part}, ${state}: ${reason}`).join(" ") : null)
      }
      onConfirm={(reason) =>
        purge.mutate(
          { id: queue.id, parts: goes.map(({ part, before }) => ({ part, before })), reason },
          {
            onSuccess: (removals) => {
              void queryClient.invalidateQueries({ queryKey: trpc.queues.pathKey() });
              if (removals.some(({ state }) => state !== "done")) return;
              onClose();
              showToast({
                what: `${numberText(records)} ${records === 1 ? "record" : "records"} left ${markLine(queue.name)}.`,
                why: "Redrive keeps its copies.",
              });
            },
          },
        )
      }
    />
  );
}

function Goes({ parts }: { parts: readonly Part[] }) {
  return (
    <ul>
      {parts.map(({ part, range, records }) => (
        <li key={part}>
          <span className="text-ink-3">Partition {part}:</span> <b className="font-550">{numberText(records)}</b>{" "}
          {records === 1 ? "record" : "records"}, {range}
        </li>
      ))}
    </ul>
  );
}

/** Groups of others that lose what they have not read. */
function Behind({ parts }: { parts: readonly Part[] }) {
  const groups = new Map<string, string[]>();
  for (const { part, behind } of parts)
    for (const { group, next } of behind)
      groups.set(group, [...(groups.get(group) ?? []), `partition ${part} ${next === null ? "not at all" : `before ${next}`}`]);
  if (groups.size === 0) return "Every group that is known has read them. A reader without a group is not seen.";
  return (
    <ul>
      {[...groups].map(([group, places]) => (
        <li key={group}>
          <span className="font-mono font-550 text-warn">{group}</span> <span className="text-ink-3">has read {places.join(", ")}</span>
        </li>
      ))}
    </ul>
  );
}

function Stops({ parts }: { parts: readonly Part[] }) {
  return (
    <ul>
      {parts
        .filter(({ stop }) => stop !== null)
        .map(({ part, stop }) => (
          <li key={part}>
            <span className="text-ink-3">Partition {part}:</span> {stop}
          </li>
        ))}
    </ul>
  );
}
