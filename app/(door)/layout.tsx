import type { ReactNode } from "react";
import { EnvironmentBadge } from "@/components/environment-badge";
import { Brand } from "@/components/rail";
import { readEnvironment } from "@/server/trpc/request";

export const dynamic = "force-dynamic";

/** The pages before sign-in: they show nothing of what is stored. */
export default function DoorLayout({ children }: { children: ReactNode }) {
  return (
    <main className="grid min-h-dvh content-center justify-items-center bg-surface px-4 py-8">
      <div className="grid w-full max-w-[520px] gap-3">
        <div className="-ml-2 flex items-center justify-between">
          <Brand />
          <EnvironmentBadge environment={readEnvironment()} />
        </div>
        {children}
      </div>
    </main>
  );
}
