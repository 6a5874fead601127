"use client";

import { useQuery } from "@tanstack/react-query";
import { Flame } from "lucide-react";
import Link from "next/link";
import { useMayRead } from "@/components/may";
import { Age } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { cn } from "@/components/ui/class-names";
import { alertHref } from "./alert";
import { AsOf, Holding } from "./alert-table";

const most = 3;

/** The alerts that concern a group, over what is shown of it or of one of its messages. Nothing where none fires. */
export function AlertStrip({ groupId }: { groupId: number }) {
  const mayRead = useMayRead()("alert.view");
  const { data } = useQuery(
    useTRPC().alerts.list.queryOptions({ view: "open", about: groupId, limit: most }, { enabled: mayRead, refetchInterval: 10_000 }),
  );
  if (!data || data.alerts.length === 0) return null;
  return (
    <ul aria-label="Alerts about it">
      {data.alerts.map((alert) => {
        const needsSomebody = alert.state === "firing";
        return (
          <li key={alert.id}>
            <Link
              href={alertHref(alert.id)}
              className={cn(
                "flex min-h-9 flex-wrap items-center gap-x-2 border-line border-b px-pad py-1.5 hover:underline max-desk:min-h-11",
                needsSomebody ? "bg-bad-soft" : "bg-canvas",
              )}
            >
              <span className="flex min-w-0 items-baseline gap-x-2 font-550 [overflow-wrap:anywhere]">
                <Flame className={cn("size-3.5 flex-none translate-y-0.5", needsSomebody ? "text-bad" : "text-ink-3")} aria-hidden />
                {alert.title}
              </span>
              <span className="text-12 text-ink-2">
                firing for <Age at={alert.firedAt ?? alert.since} />, <Holding alert={alert} />
                <AsOf alert={alert} />
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
