"use client";

import { cn } from "./class-names";

/** A choice of two to four that shows all of them. */
export function Segmented<T extends string>({
  options,
  value,
  onChange,
  label,
  className,
}: {
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
  label: string;
  className?: string;
}) {
  return (
    <fieldset aria-label={label} className={cn("inline-flex rounded-2 bg-hover p-0.5 shadow-line", className)}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-1 px-2.5 text-12 text-ink-2 aria-pressed:bg-surface aria-pressed:font-550 aria-pressed:text-ink aria-pressed:shadow-[0_0_0_1px_var(--line-strong)] max-desk:h-11 max-desk:min-w-11 max-desk:justify-center"
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
