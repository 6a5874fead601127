import type { Metadata } from "next";
import { Page } from "@/components/shell";
import { PretendView } from "./pretend-view";

export const metadata: Metadata = { title: "What Slack would get" };

export default function PretendPage() {
  return (
    <Page crumbs={[{ label: "Alerts", href: "/alerts" }, { label: "What Slack would get" }]} back={{ label: "Alerts", href: "/alerts" }}>
      <PretendView />
    </Page>
  );
}
