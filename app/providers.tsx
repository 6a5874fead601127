"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { NonceProvider } from "@/components/nonce";
import { isAnswered, isRefused } from "@/components/reads";
import { goToSignIn, isSignedOut } from "@/components/signed-out";
import { TimeZoneProvider, type Zone } from "@/components/time-zone";
import { TRPCProvider } from "@/components/trpc";
import { Toasts } from "@/components/ui/toast";
import type { AppRouter } from "@/server/trpc/router";

/** What is shown is never older than this when live updates fail: notices are hints, polling is the truth. */
const pollMs = 15_000;

const onError = (error: unknown) => {
  if (isSignedOut(error)) goToSignIn();
};

export function Providers({ nonce, zone, children }: { nonce: string | undefined; zone: Zone; children: ReactNode }) {
  const [queryClient] = useState(
    () =>
      new QueryClient({
        queryCache: new QueryCache({ onError }),
        mutationCache: new MutationCache({ onError }),
        defaultOptions: {
          queries: {
            staleTime: 2_000,
            // Each refusal is written into the audit log.
            refetchInterval: ({ state }) => (isRefused(state.error) ? false : pollMs),
            retry: (tries, error) => tries < 1 && !isAnswered(error),
          },
        },
      }),
  );
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => operation.type === "subscription",
          true: httpSubscriptionLink({ url: "/api/trpc" }),
          false: splitLink({
            // What asks with a whole body does not fit into a URL: `trpc: { context: { post: true } }`.
            condition: (operation) => operation.context["post"] === true,
            true: httpLink({ url: "/api/trpc", methodOverride: "POST" }),
            false: httpBatchLink({ url: "/api/trpc", maxURLLength: 4_000 }),
          }),
        }),
      ],
    }),
  );
  return (
    <NonceProvider nonce={nonce}>
      <CSPProvider nonce={nonce}>
        <ThemeProvider attribute="data-theme" nonce={nonce} disableTransitionOnChange>
          <QueryClientProvider client={queryClient}>
            <TRPCProvider trpcClient={client} queryClient={queryClient}>
              <NuqsAdapter>
                <TimeZoneProvider initial={zone}>
                  <Toasts>{children}</Toasts>
                </TimeZoneProvider>
              </NuqsAdapter>
            </TRPCProvider>
          </QueryClientProvider>
        </ThemeProvider>
      </CSPProvider>
    </NonceProvider>
  );
}
