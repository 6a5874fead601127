"use client";

import { useQuery } from "@tanstack/react-query";
import { ReceivingGroups } from "@/components/receiving-groups";
import { useTRPC } from "@/components/trpc";
import { useDefaultTarget } from "./use-default-target";

/** Who reads the topic that a replay would send the record to: all of them would receive it again. */
export function MessageAudience({ id }: { id: number }) {
  const target = useDefaultTarget(id);
  const plan = useQuery(
    useTRPC().replays.plan.queryOptions(
      { selection: { ids: [id] }, target: target ?? { to: "failed_queue" }, rate: null },
      { refetchInterval: false, enabled: target !== undefined },
    ),
  );
  const [destination] = plan.data?.destinations ?? [];
  const audience = destination?.audience;
  if (plan.isPending) return <span className="text-ink-3">asking the broker …</span>;
  if (!audience) return <span className="text-ink-3">unknown</span>;
  return (
    <>
      {audience.receivers ? (
        <ReceivingGroups receivers={audience.receivers} failedIn={destination.failedIn ?? []} />
      ) : (
        <span className="text-ink-3">unknown</span>
      )}
      {audience.warnings.map(({ code, text }) => (
        <p key={code} className="mt-1 text-12 text-ink-3 [overflow-wrap:anywhere]">
          {text}
        </p>
      ))}
    </>
  );
}
