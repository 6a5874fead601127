"use client";

import { useQuery } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { CopyButton } from "@/components/copy-button";
import { Page } from "@/components/shell";
import { useTRPC } from "@/components/trpc";
import { buttonClass } from "@/components/ui/button";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { nameOf } from "../message";
import { Editor } from "./editor";

/** What is edited is read once: what others do meanwhile is said above it, and never moves anything under the cursor. */
export function EditView({ id }: { id: number }) {
  const [round, setRound] = useState(0);
  const trpc = useTRPC();
  const still = {
    refetchInterval: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    meta: { steady: true },
  } as const;
  const message = useQuery({ ...trpc.messages.get.queryOptions({ id }), ...still });
  const payload = useQuery({ ...trpc.messages.payload.queryOptions({ id }), ...still });
  const name = message.data ? nameOf(message.data) : String(id);
  const again = () => void Promise.all([message.refetch(), payload.refetch()]).then(() => setRound((n) => n + 1));
  return (
    <Page
      crumbs={[{ label: "Messages", href: "/messages" }, { label: name, href: `/messages/${id}` }, { label: "Edit" }]}
      back={{ label: name, href: `/messages/${id}` }}
    >
      {(message.isPending || payload.isPending) && <SkeletonRows />}
      {message.isError && <QueryError what="The message" error={message.error} onRetry={() => void message.refetch()} />}
      {payload.isError && <QueryError what="The payload" error={payload.error} onRetry={() => void payload.refetch()} />}
      {message.data && payload.data && (
        <>
          <div className="hidden flex-1 flex-col desk:flex">
            <Editor key={round} message={message.data} payload={payload.data} onAgain={again} onStartOver={() => setRound((n) => n + 1)} />
          </div>
          <div className="desk:hidden">
            <h1 className="sr-only">Edit {name}</h1>
            <Empty title="Turn the phone sideways to edit, or open this page on a wider screen." icon={<MonitorSmartphone aria-hidden />}>
              <p className="mb-2">
                The change has to be seen beside what will be sent. Here only one of them fits, and a slip goes to every consumer.
              </p>
              <p className="mb-3">Until then the message stays as it is. Discarding (it can be restored) and replaying work here.</p>
              <span className="flex flex-wrap justify-center gap-2">
                <CopyButton kind="plain" text={location.href} label="Copy the link" />
                <Link className={buttonClass("plain")} href={`/messages/${id}`}>
                  Back to the message
                </Link>
              </span>
            </Empty>
          </div>
        </>
      )}
    </Page>
  );
}
