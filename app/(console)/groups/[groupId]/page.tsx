import type { Metadata } from "next";
import { pageId } from "@/components/page-id";
import { GroupView } from "./group-view";

export const metadata: Metadata = { title: "Group" };

export default async function GroupPage({ params }: { params: Promise<{ groupId: string }> }) {
  return <GroupView id={pageId((await params).groupId)} />;
}
