import { ShieldAlert } from "lucide-react";
import type { Config } from "@/server/config/config";
import { cn } from "./ui/class-names";

const tones = { production: "text-bad shadow-bad", staging: "text-warn shadow-warn", development: "text-ink-2 shadow-line" } as const;

/** Which environment one is about to change; production is red. */
export function EnvironmentBadge({ environment }: { environment: Config["environment"] }) {
  return (
    <span className={cn("inline-flex h-6 max-w-28 items-center gap-1.5 rounded-1 px-2 text-12 font-600", tones[environment.tone])}>
      <ShieldAlert className="size-3.5 flex-none max-desk:hidden" aria-hidden />
      <span className="truncate">{environment.name}</span>
    </span>
  );
}
