"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMayRead } from "@/components/may";
import { Age } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { QueryError } from "@/components/ui/states";
import { AcknowledgeButton } from "../alerts/alert-acts";
import { AlertState } from "../alerts/alert-state";
import { AsOf, Holding } from "../alerts/alert-table";

const most = 5;

/** The alerts that fire, those first that nobody has. Nothing where none does. */
export function Firing() {
  const mayRead = useMayRead()("alert.view");
  const list = useQuery(
    useTRPC().alerts.list.queryOptions({ view: "open", limit: most + 1 }, { enabled: mayRead, refetchInterval: 10_000 }),
  );
  if (list.isError && !list.data) return <QueryError what="What fires" error={list.error} onRetry={() => void list.refetch()} />;
  const alerts = list.data?.alerts ?? [];
  if (alerts.length === 0) return null;
  return (
    <section aria-labelledby="firing" className="border-line border-t">
      <h2 id="firing" className="sr-only">
        Alerts that fire
      </h2>
      <ul>
        {alerts.slice(0, most).map((alert) => (
          <li
            key={alert.id}
            className="relative grid min-h-10 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 border-line border-b px-pad py-1.5 last:border-b-0 hover:bg-hover desk:grid-cols-[120px_minmax(0,1fr)_88px_minmax(0,200px)_auto] desk:py-1"
          >
            <AlertState state={alert.state} />
            <Link
              href={`/alerts/${alert.id}`}
              className="min-w-0 font-550 after:absolute after:inset-0 max-desk:order-3 max-desk:col-span-2 [overflow-wrap:anywhere]"
            >
              {alert.title}
            </Link>
            <span className="text-right text-12 text-ink-3 max-desk:order-2">
              <Age at={alert.firedAt ?? alert.since} />
            </span>
            <span className="min-w-0 cut text-12 text-ink-3 max-desk:order-4">
              <Holding alert={alert} />
              <AsOf alert={alert} />
            </span>
            <span className="relative z-10 justify-self-end max-desk:order-5">
              <AcknowledgeButton alert={alert} />
            </span>
          </li>
        ))}
      </ul>
      {alerts.length > most && (
        <Link href="/alerts" className="flex min-h-9 items-center px-pad text-accent-ink hover:underline max-desk:min-h-11">
          Show all firing alerts
        </Link>
      )}
    </section>
  );
}
