import type { ReactNode } from "react";
import { Shell } from "@/components/shell";
import { readEnvironment } from "@/server/trpc/request";

export const dynamic = "force-dynamic";

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return <Shell environment={readEnvironment()}>{children}</Shell>;
}
