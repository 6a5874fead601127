"use client";

import { Age, exactText } from "./time";
import { useZone } from "./time-zone";
import { cn } from "./ui/class-names";

/** What is known of a death: the time, or the times that it lies between. */
export interface Death {
  readonly diedAt: string | null;
  readonly diedAfter: string | null;
  readonly capturedAt: string;
}

/** How long ago it died; where that is not known, since when it is here. */
export function Died({ death, className }: { death: Death; className?: string }) {
  const { zone } = useZone();
  if (death.diedAt !== null) return <Age at={death.diedAt} className={className} />;
  const after = death.diedAfter === null ? "" : `after ${exactText(new Date(death.diedAfter), zone)} and `;
  return (
    <span
      className={cn("text-ink-3 desk:whitespace-nowrap", className)}
      title={`It does not say when it died: ${after}before it was captured.`}
    >
      unknown, captured <Age at={death.capturedAt} suffix=" ago" />
    </span>
  );
}

/** A first or last time of several messages, in words after it: nothing where it is a death. */
export function Undated({ known }: { known: boolean }) {
  if (known) return null;
  return (
    <span className="text-ink-3" title="When this message died is not known. It was dead at this time.">
      {" "}
      or before
    </span>
  );
}

/** How old the oldest of several messages is. `isBound`: some do not say when they died, so that one may be older. */
export function Oldness({ at, isBound }: { at: string; isBound: boolean }) {
  if (!isBound) return <Age at={at} />;
  return (
    <span className="whitespace-nowrap" title="Some of its messages do not say when they died: one of them may be older.">
      at least <Age at={at} />
    </span>
  );
}

/** How many of a chart stand where they were captured; nothing where all deaths are known. */
export function undatedText(n: number, total: number): string | null {
  if (n === 0) return null;
  const which = n === total ? (n === 1 ? "Its" : "Their") : `Of ${n.toLocaleString("en")} the`;
  return `${which} time of death is not known; the time of capture is used.`;
}
