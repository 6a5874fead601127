import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { AlertsView } from "./alerts-view";

export const metadata: Metadata = { title: "Alerts" };

export default function AlertsPage() {
  return (
    <Page crumbs={[{ label: "Alerts" }]}>
      <Suspense fallback={<AnswerSkeleton />}>
        <AlertsView />
      </Suspense>
    </Page>
  );
}
