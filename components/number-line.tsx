import { Check, ChevronsRight, CircleHelp, EyeOff, Pause, RotateCw, Send, Undo2, X } from "lucide-react";
import { pointWords, type PointState } from "@/server/sequences/words";
import { cn } from "./ui/class-names";

const looks: Readonly<Record<PointState, { readonly icon: typeof Check | null; readonly className: string }>> = {
  last: { icon: Check, className: "border-ok-mark bg-ok-soft text-ok" },
  passed: { icon: Check, className: "border-ok-mark bg-ok-soft text-ok" },
  dead: { icon: X, className: "border-bad-mark bg-bad-soft text-bad" },
  waiting: { icon: Pause, className: "border-warn-mark bg-warn-soft text-warn" },
  moving: { icon: RotateCw, className: "border-line-strong bg-hover text-ink-2" },
  sent: { icon: Send, className: "border-line-strong bg-hover text-ink-2" },
  unknown: { icon: CircleHelp, className: "border-warn-mark bg-warn-soft text-warn" },
  discarded: { icon: EyeOff, className: "border-line-strong bg-hover text-ink-3" },
  back: { icon: Undo2, className: "border-line-strong bg-hover text-ink-3" },
  missing: { icon: null, className: "border-line-control border-dashed bg-surface" },
  untold: { icon: null, className: "border-line border-dotted bg-surface" },
  stale: { icon: ChevronsRight, className: "border-line-strong bg-hover text-ink-3" },
};

/** One number's mark; its state is said in words beside it or in its label. */
export function PointMark({ state }: { state: PointState }) {
  const { icon: Icon, className } = looks[state];
  return (
    <span aria-hidden className={cn("grid size-4 flex-none place-items-center rounded-full border bg-surface", className)}>
      {Icon && <Icon className="size-2.5 stroke-[2.5]" />}
    </span>
  );
}

interface Point {
  readonly from: string;
  readonly to: string;
  readonly state: PointState;
}

/** "5", or "5 – 7" of a run. */
export function runText({ from, to }: Pick<Point, "from" | "to">): string {
  return from === to ? from : `${from} – ${to}`;
}

/** The numbers of a key, the lowest first; the states are said to who cannot see them. `current`: the number that a page is about. */
export function NumberLine({ points, more, current }: { points: readonly Point[]; more: number; current?: string }) {
  return (
    <ol className="flex min-w-0 flex-wrap items-start gap-y-2">
      {points.map((point, nth) => (
        <li key={`${point.from} ${nth}`} className="relative grid min-w-9 justify-items-center gap-0.5 px-1">
          {nth > 0 && <i aria-hidden className="absolute top-2 right-1/2 left-[-50%] -z-10 border-line-strong border-t" />}
          <PointMark state={point.state} />
          <span
            className={cn(
              "text-12 tabular-nums",
              current === point.from
                ? "rounded-1 bg-selected px-1 font-600 text-accent-ink"
                : point.state === "last" || point.state === "passed"
                  ? "text-ink-3"
                  : "text-ink",
            )}
          >
            {runText(point)}
          </span>
          <span className="sr-only">
            {pointWords[point.state]}
            {current === point.from && ", this one"}
          </span>
        </li>
      ))}
      {more > 0 && <li className="pt-px pl-1 text-12 text-ink-2">+{more}</li>}
    </ol>
  );
}
