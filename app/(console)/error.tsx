"use client";

import { Page } from "@/components/shell";
import { QueryError } from "@/components/ui/states";

/** One page failed: the shell stays, so that one can go elsewhere. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <Page crumbs={[{ label: "Error" }]}>
      <h1 className="sr-only">This page failed</h1>
      <QueryError what="This page" error={error} onRetry={reset} />
    </Page>
  );
}
