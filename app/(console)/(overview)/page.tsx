import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { OverviewView } from "./overview-view";

export const metadata: Metadata = { title: "Overview" };

export default function OverviewPage() {
  return (
    <Page crumbs={[{ label: "Overview" }]}>
      <Suspense fallback={<AnswerSkeleton />}>
        <OverviewView />
      </Suspense>
    </Page>
  );
}
