"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTRPC } from "@/components/trpc";
import { readable } from "./pretty-json";

const Diff = dynamic(() => import("@/components/diff").then((module) => module.Diff), { ssr: false });

/** What an edit did to the body: the version before it beside its own. */
export function EditDiff({ id, version }: { id: number; version: number }) {
  const trpc = useTRPC();
  const still = { refetchInterval: false, staleTime: Number.POSITIVE_INFINITY } as const;
  const before = useQuery({ ...trpc.messages.payload.queryOptions({ id, version: version - 1 }), ...still });
  const after = useQuery({ ...trpc.messages.payload.queryOptions({ id, version }), ...still });
  if (!before.data || !after.data) return null;
  if (before.data.text === null || after.data.text === null) return <p className="text-ink-3">The body is not text.</p>;
  return (
    <Diff
      className="mt-1.5 max-h-72 rounded-2 bg-sunken py-1"
      before={readable(before.data.text, before.data.json)}
      after={readable(after.data.text, after.data.json)}
      json={before.data.json && after.data.json}
    />
  );
}
