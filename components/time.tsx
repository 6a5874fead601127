"use client";

import type { ReactNode } from "react";
import { cn } from "./ui/class-names";
import { useZone, type Zone } from "./time-zone";

/** "12 s", "22 min", "2 d 4 h": two units at most, rounded down. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 && hours < 3 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}

export function clockText(at: Date, zone: Zone, options: { seconds?: boolean; date?: boolean } = {}): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: zone === "utc" ? "UTC" : undefined,
    hour: "2-digit",
    minute: "2-digit",
    ...(options.seconds ? { second: "2-digit" } : {}),
    ...(options.date ? { day: "2-digit", month: "short" } : {}),
  }).format(at);
}

export function exactText(at: Date, zone: Zone): string {
  const text = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone === "utc" ? "UTC" : undefined,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(at);
  return `${text}${zone === "utc" ? " UTC" : ""}`;
}

/** Shorter than this is no age: numbers that count from nought distract. */
const justNowMs = 2_000;

/** A time in words; the exact one is in its title. */
export function Moment({ at, className, children }: { at: Date; className?: string; children: ReactNode }) {
  const { zone } = useZone();
  return (
    <time dateTime={at.toISOString()} title={exactText(at, zone)} className={cn("whitespace-nowrap", className)} suppressHydrationWarning>
      {children}
    </time>
  );
}

function Unknown({ className }: { className?: string }) {
  return <span className={cn("text-ink-3", className)}>unknown</span>;
}

/** An age; with the suffix " ago" it may be "just now". null is unknown. */
export function Age({ at, suffix = "", className }: { at: string | Date | null; suffix?: string; className?: string }) {
  const { now } = useZone();
  if (at === null) return <Unknown className={className} />;
  const date = new Date(at);
  const age = now - date.getTime();
  return (
    <Moment at={date} className={className}>
      {suffix === " ago" && age < justNowMs ? "just now" : `${durationText(age)}${suffix}`}
    </Moment>
  );
}

/** A time of day, with its date when it is not of today. null is unknown. */
export function Clock({ at, seconds = true, className }: { at: string | Date | null; seconds?: boolean; className?: string }) {
  const { zone, now } = useZone();
  if (at === null) return <Unknown className={className} />;
  const date = new Date(at);
  const far = Math.abs(now - date.getTime()) > 20 * 3_600_000;
  return (
    <Moment at={date} className={className}>
      {clockText(date, zone, { seconds: seconds && !far, date: far })}
    </Moment>
  );
}
