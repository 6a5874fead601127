import type { Metadata } from "next";
import { ownPath } from "@/server/text/own-path";
import { AccessView } from "./access-view";

export const metadata: Metadata = { title: "Your access" };

export default async function AccessPage({ searchParams }: { searchParams: Promise<{ to?: string | string[]; of?: string | string[] }> }) {
  const { to, of } = await searchParams;
  return <AccessView to={ownPath(typeof to === "string" ? to : null)} groups={of === "groups"} />;
}
