"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { Note } from "@/components/ui/states";

/** Where it would go, who reads there, and what would go wrong; a reader that cannot be asked is unknown. */
export function Audience({ id, target, impossible }: { id: number; target: string; impossible: string | null }) {
  const { data } = useQuery(
    useTRPC().replays.plan.queryOptions({ selection: { ids: [id] }, target: { to: "failed_queue" }, rate: null }, { enabled: !impossible }),
  );
  const audience = data?.destinations[0]?.audience;
  const consumers = audience?.receivers?.map(({ consumers: n }) => n);
  return (
    <>
      <dl className="grid grid-cols-[80px_minmax(0,1fr)] gap-y-1 px-pad">
        <dt className="text-ink-3">To</dt>
        <dd className="font-mono [overflow-wrap:anywhere]">{target}</dd>
        {data && !impossible && (
          <>
            <dt className="text-ink-3">Audience</dt>
            <dd>
              {audience?.receivers ? (
                <>
                  {audience.receivers.length} {audience.receivers.length === 1 ? "queue" : "queues"}{" "}
                  <span className="text-ink-3">
                    {consumers?.includes(null)
                      ? "consumers unknown"
                      : `${consumers?.reduce((sum: number, n) => sum + (n ?? 0), 0)} consumers now`}
                  </span>
                </>
              ) : (
                <span className="text-ink-3">unknown</span>
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
