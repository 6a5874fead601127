"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Died } from "@/components/died";
import { messagesHref } from "@/components/hrefs";
import { useMayRead } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/answer";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { Verdict } from "@/components/verdict";
import type { AlertPage } from "../alert";

const most = 5;

/** The newest dead letters of what it is about. Nothing where it is about no dead letters, or they may not be seen. */
export function AlertSamples({ page }: { page: AlertPage }) {
  const mayRead = useMayRead()("message.view");
  const filter = filterOf(page);
  const list = useQuery(
    useTRPC().messages.list.queryOptions(
      { filter: filter ?? "", limit: most },
      { enabled: mayRead && filter !== null, refetchInterval: 30_000 },
    ),
  );
  if (!mayRead || filter === null) return null;
  const { data } = list;
  return (
    <Section
      title="Newest messages"
      end={
        <Link href={messagesHref(filter)} className="tap text-12 text-accent-ink hover:underline">
          Show all
        </Link>
      }
    >
      {list.isPending && <SkeletonRows rows={3} className="-mx-pad" />}
      {list.isError && (
        <div className="-mx-pad">
          <QueryError what="The messages" error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {data?.messages.length === 0 && <p className="text-ink-2">Nothing of it is dead any more.</p>}
      <ul className="-mx-pad">
        {data?.messages.map((message) => (
          <li key={message.id} className="border-line border-t first:border-t-0">
            <Link
              href={`/messages/${message.id}`}
              className="grid min-h-row grid-cols-[auto_minmax(0,1fr)] items-center desk:grid-cols-[auto_minmax(0,1fr)_auto] gap-x-3 px-pad py-1.5 hover:bg-hover"
            >
              <Verdict verdict={message.verdict} iconOnly />
              <span className="min-w-0">
                <span className="block cut">{message.title}</span>
                <span className="block cut text-12 text-ink-3">
                  {message.eventType || "no type"}{" "}
                  <span className="font-mono">{message.eventKey ?? message.eventId ?? `#${message.id}`}</span>
                </span>
              </span>
              <Died death={message} className="text-12 text-ink-3 max-desk:col-start-2 desk:text-right" />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The filter of its links, which name one group or one queue. */
function filterOf({ alert, links }: AlertPage): string | null {
  if (alert.groupId !== null) return `group:${alert.groupId}`;
  const messages = links.find(({ label }) => label === "Messages");
  return messages ? new URLSearchParams(messages.href.split("?")[1]).get("filter") : null;
}
