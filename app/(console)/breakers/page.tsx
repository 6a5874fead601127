import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { BreakersView } from "./breakers-view";

export const metadata: Metadata = { title: "Breakers" };

export default function BreakersPage() {
  return (
    <Page crumbs={[{ label: "Breakers" }]}>
      <Suspense fallback={<AnswerSkeleton />}>
        <BreakersView />
      </Suspense>
    </Page>
  );
}
