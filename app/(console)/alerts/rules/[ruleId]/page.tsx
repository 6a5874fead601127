import type { Metadata } from "next";
import { pageId } from "@/components/page-id";
import { RuleView } from "../rule-view";

export const metadata: Metadata = { title: "Rule" };

export default async function RulePage({ params }: { params: Promise<{ ruleId: string }> }) {
  return <RuleView id={pageId((await params).ruleId)} />;
}
