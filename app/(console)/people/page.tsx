import type { Metadata } from "next";
import { Page } from "@/components/shell";
import { PeopleView } from "./people-view";

export const metadata: Metadata = { title: "People" };

export default function PeoplePage() {
  return (
    <Page crumbs={[{ label: "People" }]}>
      <PeopleView />
    </Page>
  );
}
