import type { Metadata } from "next";
import { Page } from "@/components/shell";
import { QueuesView } from "./queues-view";

export const metadata: Metadata = { title: "Queues" };

export default function QueuesPage() {
  return (
    <Page crumbs={[{ label: "Queues" }]}>
      <QueuesView />
    </Page>
  );
}
