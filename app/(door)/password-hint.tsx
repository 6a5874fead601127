import { cn } from "@/components/ui/class-names";
import { shortestPassword } from "@/server/people/input";

const steps = [1, shortestPassword, 16, 20];

/** How long a new password is, beside what is asked for. Length is what counts: the server refuses known ones. */
export function passwordHint(typed: string) {
  return (
    <>
      <span aria-hidden className="mt-0.5 grid grid-cols-4 gap-0.5">
        {steps.map((step) => (
          <i
            key={step}
            className={cn("h-1 rounded-full", typed.length >= step ? (typed.length >= shortestPassword ? "bg-ok" : "bg-warn") : "bg-line")}
          />
        ))}
      </span>
      <span className="text-12 text-ink-3">
        {typed.length} characters. At least {shortestPassword}, and not on the list of known ones.
      </span>
    </>
  );
}
