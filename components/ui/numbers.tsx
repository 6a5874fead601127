import { numberText } from "@/server/text/numbers";
import { cn } from "./class-names";

/** null is unknown and is said so; it is never drawn as 0. */
export function Count({ value, className }: { value: number | null | undefined; className?: string }) {
  return value === null || value === undefined ? (
    <span className={cn("text-ink-3", className)}>unknown</span>
  ) : (
    <span className={className}>{numberText(value)}</span>
  );
}

const units = ["B", "kB", "MB", "GB", "TB"] as const;

export function bytesText(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
