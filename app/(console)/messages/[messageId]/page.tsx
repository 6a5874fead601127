import type { Metadata } from "next";
import { pageId } from "@/components/page-id";
import { MessageView } from "./message-view";

export async function generateMetadata({ params }: { params: Promise<{ messageId: string }> }): Promise<Metadata> {
  return { title: `Message ${(await params).messageId.slice(0, 20)}` };
}

export default async function MessagePage({ params }: { params: Promise<{ messageId: string }> }) {
  return <MessageView id={pageId((await params).messageId)} />;
}
