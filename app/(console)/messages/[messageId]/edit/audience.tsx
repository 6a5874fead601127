"use client";

import { useQuery } from "@tanstack/react-query";
import { ReceivingGroups } from "@/components/receiving-groups";
import { useTRPC } from "@/components/trpc";
import { Note } from "@/components/ui/states";
import type { Receiver } from "@/server/sources/port";
import { useDefaultTarget } from "../use-default-target";

/** Where it would go, who reads there, and what would go wrong; a reader that cannot be asked is unknown. */
export function Audience({ id, target, impossible }: { id: number; target: string; impossible: string | null }) {
  const asked = useDefaultTarget(id);
  const { data } = useQuery(
    useTRPC().replays.plan.queryOptions(
      { selection: { ids: [id] }, target: asked ?? { to: "failed_queue" }, rate: null },
      { enabled: asked !== undefined && !impossible },
    ),
  );
  const { audience = null, failedIn = null } = data?.destinations[0] ?? {};
  return (
    <>
      <dl className="grid grid-cols-[80px_minmax(0,1fr)] gap-y-1 px-pad">
        <dt className="text-ink-3">To</dt>
        <dd className="font-mono [overflow-wrap:anywhere]">{target}</dd>
        {data && !impossible && (
          <>
            <dt className="text-ink-3">Audience</dt>
            <dd>
              {!audience?.receivers ? (
                <span className="text-ink-3">unknown</span>
              ) : failedIn ? (
                <ReceivingGroups receivers={audience.receivers} failedIn={failedIn} />
              ) : (
                <Queues receivers={audience.receivers} />
              )}
            </dd>
          </>
        )}
      </dl>
      {impossible && (
        <Note tone="warn" className="mx-pad mt-3">
          {impossible}
        </Note>
      )}
      {audience?.warnings.map(({ code, severity, text }) => (
        <Note key={code} tone={severity === "info" ? "none" : severity} className="mx-pad mt-3">
          {text}
        </Note>
      ))}
    </>
  );
}

function Queues({ receivers }: { receivers: readonly Receiver[] }) {
  const consumers = receivers.map(({ consumers: n }) => n);
  return (
    <>
      {receivers.length} {receivers.length === 1 ? "queue" : "queues"}{" "}
      <span className="text-ink-3">
        {consumers.includes(null) ? "consumers unknown" : `${consumers.reduce((sum: number, n) => sum + (n ?? 0), 0)} consumers now`}
      </span>
    </>
  );
}
