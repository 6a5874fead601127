import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { SkeletonRows } from "@/components/ui/states";
import { PlanView } from "./plan-view";

export const metadata: Metadata = { title: "New plan" };

export default function NewReplayPage() {
  return (
    <Page crumbs={[{ label: "Replays", href: "/replays" }, { label: "New plan" }]} back={{ label: "Replays", href: "/replays" }}>
      <Suspense fallback={<SkeletonRows />}>
        <PlanView />
      </Suspense>
    </Page>
  );
}
