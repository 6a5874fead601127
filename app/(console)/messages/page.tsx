import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { SkeletonRows } from "@/components/ui/states";
import { MessagesView } from "./messages-view";

export const metadata: Metadata = { title: "Messages" };

export default function MessagesPage() {
  return (
    <Page crumbs={[{ label: "Messages" }]}>
      <Suspense fallback={<SkeletonRows />}>
        <MessagesView />
      </Suspense>
    </Page>
  );
}
