import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { GroupView } from "./group-view";

export const metadata: Metadata = { title: "Group" };

export default async function GroupPage({ params }: { params: Promise<{ groupId: string }> }) {
  const { groupId } = await params;
  const id = /^\d{1,16}$/.test(groupId) ? Number(groupId) : 0;
  if (id === 0) notFound();
  return <GroupView id={id} />;
}
