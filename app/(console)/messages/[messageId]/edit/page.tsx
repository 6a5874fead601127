import type { Metadata } from "next";
import { EditView } from "./edit-view";

export const metadata: Metadata = { title: "Edit" };

export default async function EditPage({ params }: { params: Promise<{ messageId: string }> }) {
  return <EditView id={Number((await params).messageId) || 0} />;
}
