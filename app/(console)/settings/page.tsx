import type { Metadata } from "next";
import { Page } from "@/components/shell";
import { SettingsView } from "./settings-view";

export const metadata: Metadata = { title: "Settings" };

export default function SettingsPage() {
  return (
    <Page crumbs={[{ label: "Settings" }]}>
      <SettingsView />
    </Page>
  );
}
