import type { Metadata } from "next";
import { pageId } from "@/components/page-id";
import { EditView } from "./edit-view";

export const metadata: Metadata = { title: "Edit" };

export default async function EditPage({ params }: { params: Promise<{ messageId: string }> }) {
  return <EditView id={pageId((await params).messageId)} />;
}
