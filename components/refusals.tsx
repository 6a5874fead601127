import { Lock } from "lucide-react";
import { cn } from "./ui/class-names";

interface Refused {
  /** What the buttons beside it do: "Discard". */
  readonly label: string;
  /** Why that may not be done; null: it may. */
  readonly refusal: string | null;
}

/** Beside buttons that may not be pressed: why, and who may give it, each reason once. A finger finds no title. Nothing where all may be pressed. */
export function Refusals({ of, className }: { of: readonly Refused[]; className?: string }) {
  const reasons = Map.groupBy(
    of.filter(({ refusal }) => refusal !== null),
    ({ refusal }) => refusal,
  );
  if (reasons.size === 0) return null;
  return (
    <ul className={cn("grid gap-1 text-12 text-ink-3", className)}>
      {[...reasons].map(([refusal, all]) => (
        <li key={refusal} className="flex items-start gap-1.5">
          <Lock className="mt-0.5 size-3 flex-none" aria-hidden />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {all.map(({ label }) => label).join(", ")}: {refusal}
          </span>
        </li>
      ))}
    </ul>
  );
}
