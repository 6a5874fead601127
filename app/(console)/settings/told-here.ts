"use client";

import { useQuery } from "@tanstack/react-query";
import { readEndpoint } from "./push-browser";
import { useTRPCClient } from "@/components/trpc";

/** Whether this browser is told of alerts for whoever uses it; asked once, which ties what it subscribed to before to the session of now. */
export function useToldHere() {
  const client = useTRPCClient();
  return useQuery({
    queryKey: ["told-here"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const endpoint = await readEndpoint();
      return endpoint !== null && (await client.alerts.relink.mutate({ endpoint }));
    },
  });
}
