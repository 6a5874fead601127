import { headers } from "next/headers";
import type { ReactNode } from "react";
import { LiveProvider } from "@/components/live";
import { FirstMine } from "@/components/may";
import { Shell } from "@/components/shell";
import { readFirstMine } from "@/server/trpc/first-mine";
import { Relink } from "./settings/relink";
import { readEnvironment } from "@/server/trpc/request";

export const dynamic = "force-dynamic";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <FirstMine value={await readFirstMine(new Headers(await headers()))}>
      <LiveProvider>
        <Relink />
        <Shell environment={readEnvironment()}>{children}</Shell>
      </LiveProvider>
    </FirstMine>
  );
}
