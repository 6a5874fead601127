import type { Metadata } from "next";
import { pageId } from "@/components/page-id";
import { AlertView } from "./alert-view";

export async function generateMetadata({ params }: { params: Promise<{ alertId: string }> }): Promise<Metadata> {
  return { title: `Alert ${(await params).alertId.slice(0, 20)}` };
}

export default async function AlertPage({ params }: { params: Promise<{ alertId: string }> }) {
  return <AlertView id={pageId((await params).alertId)} />;
}
