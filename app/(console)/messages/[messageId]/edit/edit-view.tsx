"use client";

import { useQuery } from "@tanstack/react-query";
import { Page } from "@/components/shell";
import { useTRPC } from "@/components/trpc";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { nameOf } from "../view";
import { Editor } from "./editor";

/** Loads what is edited once: what others do meanwhile is a conflict on saving, never a change under the cursor. */
export function EditView({ id }: { id: number }) {
  const trpc = useTRPC();
  const still = {
    refetchInterval: false as const,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    meta: { steady: true },
  };
  const message = useQuery({ ...trpc.messages.get.queryOptions({ id }), ...still });
  const payload = useQuery({ ...trpc.messages.payload.queryOptions({ id }), ...still });
  const name = message.data ? nameOf(message.data) : String(id);
  return (
    <Page
      crumbs={[{ label: "Messages", href: "/messages" }, { label: name, href: `/messages/${id}` }, { label: "Edit" }]}
      back={{ label: name, href: `/messages/${id}` }}
    >
      {(message.isPending || payload.isPending) && <SkeletonRows />}
      {message.isError && <QueryError what="The message" error={message.error} onRetry={() => void message.refetch()} />}
      {payload.isError && <QueryError what="The payload" error={payload.error} onRetry={() => void payload.refetch()} />}
      {message.data && payload.data && <Editor message={message.data} payload={payload.data} />}
    </Page>
  );
}
