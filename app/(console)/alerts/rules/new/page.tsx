import type { Metadata } from "next";
import { Page } from "@/components/shell";
import { NewRule } from "../new-rule";

export const metadata: Metadata = { title: "New rule" };

export default function NewRulePage() {
  return (
    <Page crumbs={[{ label: "Alerts", href: "/alerts" }, { label: "New rule" }]} back={{ label: "Alerts", href: "/alerts" }}>
      <NewRule />
    </Page>
  );
}
