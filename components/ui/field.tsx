"use client";

import { ChevronDown, Minus, Plus } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

const box =
  "w-full min-w-0 rounded-2 bg-surface px-2.5 shadow-control outline-none focus:shadow-focus placeholder:text-ink-3 max-desk:text-[16px]";

export function Field({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(box, "h-8 max-desk:h-11", className)} {...rest} />;
}

export function Area({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(box, "min-h-16 py-2", className)} {...rest} />;
}

export function Select({ className, ...rest }: ComponentProps<"select">) {
  return (
    <span className={cn("relative block min-w-0", className)}>
      <select className={cn(box, "h-8 cursor-pointer appearance-none truncate pr-8 max-desk:h-11")} {...rest} />
      <ChevronDown className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-ink-3" aria-hidden />
    </span>
  );
}

export function Radio({ label, className, ...rest }: ComponentProps<"input"> & { label: ReactNode }) {
  return (
    <label className={cn("flex min-h-7 items-center gap-2 max-desk:min-h-11 has-[:disabled]:text-ink-off", className)}>
      <input
        type="radio"
        className="size-4 flex-none appearance-none rounded-full bg-surface shadow-[inset_0_0_0_1.5px_var(--line-control)] checked:shadow-[inset_0_0_0_5px_var(--accent)]"
        {...rest}
      />
      <span>{label}</span>
    </label>
  );
}

/** A number with its two buttons; null stands for "no limit". */
export function Stepper({
  value,
  onChange,
  min,
  max,
  step,
  unit,
  label,
  none,
  refusal,
}: {
  value: number | null;
  onChange: (value: number | null) => void;
  min: number;
  max: number;
  step: (value: number, up: boolean) => number;
  unit: string;
  label: string;
  none: string;
  /** Why it may not be changed. */
  refusal?: string | null;
}) {
  const move = (up: boolean) => {
    if (value === null) return onChange(up ? null : max);
    const next = step(value, up);
    onChange(next > max ? null : Math.max(min, next));
  };
  const button =
    "grid h-full w-8 place-items-center text-ink-3 hover:text-ink disabled:cursor-not-allowed disabled:text-ink-off max-desk:w-11 [&_svg]:size-3.5";
  return (
    <span
      className="inline-flex h-7 items-center rounded-2 bg-surface shadow-control max-desk:h-11"
      role="group"
      aria-label={label}
      title={refusal ?? undefined}
    >
      <button type="button" className={button} aria-label={`${label}: less`} disabled={Boolean(refusal)} onClick={() => move(false)}>
        <Minus aria-hidden />
      </button>
      <output className="min-w-16 text-center font-600">{value === null ? none : `${value} ${unit}`}</output>
      <button type="button" className={button} aria-label={`${label}: more`} disabled={Boolean(refusal)} onClick={() => move(true)}>
        <Plus aria-hidden />
      </button>
    </span>
  );
}
