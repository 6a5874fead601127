import type { Metadata } from "next";
import { pageId } from "@/components/page-id";
import { ReplayView } from "./replay-view";

export async function generateMetadata({ params }: { params: Promise<{ replayId: string }> }): Promise<Metadata> {
  return { title: `Replay ${(await params).replayId.slice(0, 20)}` };
}

export default async function ReplayPage({ params }: { params: Promise<{ replayId: string }> }) {
  return <ReplayView id={pageId((await params).replayId)} />;
}
