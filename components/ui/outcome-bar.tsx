import { numberText } from "@/server/text/numbers";
import { cn } from "./class-names";

export interface Part {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  /** A texture class of globals.css. */
  readonly texture: string;
}

/** One bar split by outcome; textures carry what colours say. */
export function OutcomeBar({ parts, className, label }: { parts: readonly Part[]; className?: string; label: string }) {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  return (
    <div
      role="img"
      aria-label={label}
      className={cn("flex h-2 w-full min-w-15 gap-px overflow-hidden rounded-1 bg-surface shadow-control", className)}
    >
      {parts
        .filter(({ count }) => count > 0)
        .map((part) => (
          <i key={part.key} className={cn("block min-w-[3px] basis-0", part.texture)} style={{ flexGrow: part.count / total }} />
        ))}
    </div>
  );
}

export function Legend({ parts }: { parts: readonly Part[] }) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1">
      {parts.map((part) => (
        <li key={part.key} className="flex items-center gap-2 text-ink-2">
          <i aria-hidden className={cn("block size-2.5 rounded-[2px]", part.texture)} />
          <span>
            <b className="font-600 text-ink">{numberText(part.count)}</b> {part.label}
          </span>
        </li>
      ))}
    </ul>
  );
}
