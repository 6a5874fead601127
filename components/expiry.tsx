"use client";

import { durationText, Moment } from "./time";
import { useZone } from "./time-zone";
import { cn } from "./ui/class-names";

const soon = 3 * 86_400_000;

/** Time left until the broker would drop what is still there; what is captured never expires. */
export function Expiry({ expiry, className }: { expiry: { kind: "never" | "unknown" } | { kind: "at"; at: string }; className?: string }) {
  const { now } = useZone();
  if (expiry.kind !== "at") return <span className={cn("text-ink-3", className)}>{expiry.kind}</span>;
  const at = new Date(expiry.at);
  const left = at.getTime() - now;
  return (
    <Moment at={at} className={cn(left < soon ? "font-550 text-warn" : "text-ink-3", className)}>
      {left <= 0 ? "expiring" : durationText(left)}
    </Moment>
  );
}
