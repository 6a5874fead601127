"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "./trpc";

/** On every page of a console without sign-in. */
export function OpenBanner() {
  const { data } = useQuery(useTRPC().people.me.queryOptions());
  if (!data || data.signsIn) return null;
  return (
    <p className="border-line border-b bg-canvas px-pad py-1 text-12 text-ink-3">
      Anybody who reaches this console may do everything: <code className="font-mono">signIn</code> in redrive.yaml changes that.
    </p>
  );
}
