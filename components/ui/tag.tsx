import type { ReactNode } from "react";
import { cn } from "./class-names";

/** A small fact beside a title; never pressed. */
export function Tag({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-1 px-1.5 text-12 text-ink-2 shadow-line [&_svg]:size-3",
        className,
      )}
    >
      {children}
    </span>
  );
}

export type Tone = "bad" | "warn" | "ok" | "accent" | "none";

const tones: Record<Tone, { text: string; soft: string }> = {
  bad: { text: "text-bad", soft: "bg-bad-soft" },
  warn: { text: "text-warn", soft: "bg-warn-soft" },
  ok: { text: "text-ok", soft: "bg-ok-soft" },
  accent: { text: "text-accent-ink", soft: "bg-accent-soft" },
  none: { text: "text-ink-2", soft: "bg-hover" },
};

/** Icon + word of a state: shape and word carry it, colour follows. */
export function Mark({
  tone,
  icon,
  chip = false,
  quiet = false,
  children,
  className,
}: {
  tone: Tone;
  icon: ReactNode;
  chip?: boolean;
  /** In dense rows only the icon has the colour. */
  quiet?: boolean;
  children?: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 whitespace-nowrap [&_svg]:size-3.5 [&_svg]:shrink-0",
        quiet ? "text-ink-2" : cn("font-550", tones[tone].text),
        chip && cn("h-6 rounded-1 pr-2 pl-1.5 text-12 font-600", tones[tone].soft),
        className,
      )}
    >
      {quiet ? <span className={tones[tone].text}>{icon}</span> : icon}
      {children}
    </span>
  );
}

export function toneText(tone: Tone): string {
  return tones[tone].text;
}
