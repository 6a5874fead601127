import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { OutboxView } from "./outbox-view";

export const metadata: Metadata = { title: "Outbox" };

export default function OutboxPage() {
  return (
    <Page crumbs={[{ label: "Outbox" }]}>
      <Suspense fallback={<AnswerSkeleton />}>
        <OutboxView />
      </Suspense>
    </Page>
  );
}
