import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { SkeletonRows } from "@/components/ui/states";
import { cameFrom, type Origin } from "./came-from";
import { PlanView } from "./plan-view";

export const metadata: Metadata = { title: "New plan" };

export default async function NewReplayPage({ searchParams }: { searchParams: Promise<Origin> }) {
  return (
    <Page crumbs={[{ label: "Replays", href: "/replays" }, { label: "New plan" }]} back={cameFrom(await searchParams)}>
      <Suspense fallback={<SkeletonRows />}>
        <PlanView />
      </Suspense>
    </Page>
  );
}
