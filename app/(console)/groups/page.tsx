import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { GroupsView } from "./groups-view";

export const metadata: Metadata = { title: "Groups" };

export default function GroupsPage() {
  return (
    <Page crumbs={[{ label: "Groups" }]}>
      <Suspense fallback={<AnswerSkeleton />}>
        <GroupsView />
      </Suspense>
    </Page>
  );
}
