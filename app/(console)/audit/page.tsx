import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { AuditView } from "./audit-view";

export const metadata: Metadata = { title: "Audit" };

export default function AuditPage() {
  return (
    <Page crumbs={[{ label: "Audit" }]}>
      <Suspense fallback={<AnswerSkeleton />}>
        <AuditView />
      </Suspense>
    </Page>
  );
}
