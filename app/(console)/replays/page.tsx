import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { SkeletonRows } from "@/components/ui/states";
import { ReplaysView } from "./replays-view";

export const metadata: Metadata = { title: "Replays" };

export default function ReplaysPage() {
  return (
    <Page crumbs={[{ label: "Replays" }]}>
      <Suspense fallback={<SkeletonRows />}>
        <ReplaysView />
      </Suspense>
    </Page>
  );
}
