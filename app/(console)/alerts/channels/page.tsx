import type { Metadata } from "next";
import { Suspense } from "react";
import { Page } from "@/components/shell";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { ChannelsView } from "./channels-view";

export const metadata: Metadata = { title: "Channels" };

export default function ChannelsPage() {
  return (
    <Page crumbs={[{ label: "Alerts", href: "/alerts" }, { label: "Channels" }]} back={{ label: "Alerts", href: "/alerts" }}>
      <Suspense fallback={<AnswerSkeleton />}>
        <ChannelsView />
      </Suspense>
    </Page>
  );
}
