"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { BulkLine } from "@/server/bulk/output";
import { skippedWords } from "@/server/bulk/words";
import { numberText } from "@/server/text/numbers";
import { Confirm } from "./confirm";
import { useRefusal } from "./may";
import { useTRPC } from "./trpc";
import { Button } from "./ui/button";
import { OutcomeBar } from "./ui/outcome-bar";

const doing = { discarded: "Discarding", dead: "Restoring" } as const;
const did = { discarded: "discarded", dead: "restored" } as const;

/** On top of every page while many are discarded or restored, and for a minute after. */
export function BulkBanner() {
  const { data } = useQuery(useTRPC().bulk.list.queryOptions());
  return data?.map((bulk) => <BulkRow key={bulk.id} bulk={bulk} />);
}

function BulkRow({ bulk }: { bulk: BulkLine }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation(
    trpc.bulk.cancel.mutationOptions({
      onSuccess: () => {
        setAsking(false);
        void queryClient.invalidateQueries({ queryKey: trpc.bulk.pathKey() });
      },
    }),
  );
  const mayNot = useRefusal()("message.discard");
  const { state, to, total, changed, skipped } = bulk;
  const passed = skipped > 0 ? `, ${numberText(skipped)} not (${skippedWords(bulk.skippedBy)})` : "";
  const waiting = total - changed - skipped;
  const progress = `${numberText(changed)} of ${numberText(total)} ${did[to]}`;
  const words = {
    running: `${doing[to]}: ${progress}${passed}.`,
    completed: `${progress}${passed}.`,
    cancelled: `Cancelled: ${progress}${passed}, ${numberText(waiting)} stay as they were.`,
  }[state];
  const parts = [
    { key: "done", label: did[to], count: changed, texture: "t-confirmed" },
    { key: "skipped", label: "not", count: skipped, texture: "t-skipped" },
    { key: "waiting", label: "to go", count: waiting, texture: "t-left" },
  ];
  return (
    <div
      role="status"
      className="grid gap-x-4 gap-y-1.5 border-line border-b px-pad py-2 desk:grid-cols-[auto_minmax(80px,240px)_minmax(0,1fr)_auto] desk:items-center"
    >
      <b className="font-550">{words}</b>
      <OutcomeBar parts={parts} label={progress} />
      <span className="cut min-w-0 text-12 text-ink-3">
        {bulk.selection}, by {bulk.by.name}
      </span>
      {state === "running" && (
        <Button className="justify-self-start" refusal={mayNot} onClick={() => setAsking(true)}>
          Cancel the rest
        </Button>
      )}
      {asking && (
        <Confirm
          open
          onOpenChange={setAsking}
          title={`Stop ${doing[to].toLowerCase()}`}
          facts={[
            { label: "What", value: bulk.selection },
            { label: "Effect", value: `What is ${did[to]} stays so. The rest stays as it is.` },
          ]}
          action="Cancel the rest"
          busy={cancel.isPending}
          error={cancel.error?.message ?? null}
          onConfirm={(reason) => cancel.mutate({ id: bulk.id, reason })}
        />
      )}
    </div>
  );
}
