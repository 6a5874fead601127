import type { Metadata } from "next";
import { Page } from "@/components/shell";
import { OwnersView } from "./owners-view";

export const metadata: Metadata = { title: "Owners" };

export default function OwnersPage() {
  return (
    <Page crumbs={[{ label: "Alerts", href: "/alerts" }, { label: "Owners" }]} back={{ label: "Alerts", href: "/alerts" }}>
      <OwnersView />
    </Page>
  );
}
