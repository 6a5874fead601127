import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { DuplicatesView } from "./duplicates-view";

export const metadata: Metadata = { title: "Duplicates" };

export default function DuplicatesPage() {
  return (
    <Page crumbs={[{ label: "Duplicates" }]}>
      <Suspense fallback={<AnswerSkeleton />}>
        <DuplicatesView />
      </Suspense>
    </Page>
  );
}
