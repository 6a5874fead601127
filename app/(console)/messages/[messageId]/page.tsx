import type { Metadata } from "next";
import { Suspense } from "react";
import { MessageView } from "./message-view";

export async function generateMetadata({ params }: { params: Promise<{ messageId: string }> }): Promise<Metadata> {
  return { title: `Message ${(await params).messageId.slice(0, 20)}` };
}

export default async function MessagePage({ params }: { params: Promise<{ messageId: string }> }) {
  return (
    <Suspense>
      <MessageView id={Number((await params).messageId) || 0} />
    </Suspense>
  );
}
