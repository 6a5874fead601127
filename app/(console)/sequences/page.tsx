import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { SequencesView } from "./sequences-view";

export const metadata: Metadata = { title: "Sequences" };

export default function SequencesPage() {
  return (
    <Page crumbs={[{ label: "Sequences" }]}>
      <Suspense fallback={<AnswerSkeleton />}>
        <SequencesView />
      </Suspense>
    </Page>
  );
}
